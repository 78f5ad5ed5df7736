/* Gaps: how much is missing by shade, why by pattern, and both in words. */

var STRENGTHS_NAMED = 8;
var TILE_PX = { lines: 7, dots: 7, rings: 10, asking: 15, cross: 9, level: 7 };
var REASONS = {
  "none in reach": { pattern: "lines", label: "None in reach" },
  "too few in reach": { pattern: "level", label: "Fewer in reach than looked for" },
  "over-asked": { pattern: "dots", label: "Over-asked" },
  "unconnected": { pattern: "rings", label: "In reach, but nobody there is tied to it" },
  "not mapped yet": { pattern: "asking", label: "Not mapped yet" }
};
var REASON_ORDER = Object.keys(REASONS);
var OTHER_PATTERNS = ["cross", "level"];

/* One colour, ever darker: told apart by everybody, and on grey paper. */
var SHADES = ["#f7f3f7", "#e6dde9", "#cfc1d5", "#b4a0bf", "#967da6"];
var SHADE_WORDS = ["Nothing missing in number", "Up to a third missing", "Up to two thirds missing",
  "More than two thirds missing", "All of it missing"];
var NOT_KNOWN_SHADE = "#eeeee6";
var SURE_WORDS = ["low", "medium", "high"];
var LOOKS_OF_A_REASON = SHADES.length + 1;

function reasonAt(gaps, code) {
  var word = code < 0 ? "" : gaps.reason.of[code];
  return Object.prototype.hasOwnProperty.call(REASONS, word) ? REASONS[word]
    : { pattern: OTHER_PATTERNS[Math.max(code, 0) % OTHER_PATTERNS.length],
      label: word ? sayTitle(word) : "Not stated" };
}

/* Reasons in the order of the legend, those of nobody's list last. */
function reasonRank(gaps, code) {
  var at = code < 0 ? -1 : REASON_ORDER.indexOf(gaps.reason.of[code]);
  return at < 0 ? REASON_ORDER.length + code + 1 : at;
}

/* How much is missing, as a step; -1 where nobody can tell, which no shade may hide. */
function depthAt(gaps, row) {
  return wordAt(gaps.reason, row) === "not mapped yet" ? -1 : gaps.depth[row];
}

function sayDepth(step) {
  return step < 0 ? "Not known" : SHADE_WORDS[step];
}

/* A look is a reason and a depth in one number. */
function lookAt(gaps, row) {
  return (gaps.reason.code[row] + 1) * LOOKS_OF_A_REASON + depthAt(gaps, row) + 1;
}

function groundOf(look) {
  var step = look % LOOKS_OF_A_REASON - 1;
  return step < 0 ? NOT_KNOWN_SHADE : SHADES[step];
}

function makeHatch(ctx, gaps, look, ratio) {
  var pattern = reasonAt(gaps, Math.floor(look / LOOKS_OF_A_REASON) - 1).pattern;
  var side = TILE_PX[pattern], tile = makeCanvas(side, side, ratio), inside = tile.getContext("2d");
  inside.fillStyle = groundOf(look);
  inside.fillRect(0, 0, side, side);
  inside.strokeStyle = inside.fillStyle = INK;
  inside.globalAlpha = 0.62;
  inside.lineWidth = 1;
  paintPattern(inside, pattern, side);
  var made = ctx.createPattern(tile, "repeat");
  made.setTransform(new DOMMatrix([1 / ratio, 0, 0, 1 / ratio, 0, 0]));
  return made;
}

/* The pattern of a reason: it differs in form, not in colour. */
function paintPattern(ctx, pattern, side) {
  var middle = side / 2;
  ctx.beginPath();
  if (pattern === "lines" || pattern === "cross") {
    for (var d = -side; d <= side; d += side) {
      ctx.moveTo(d - 2, side + 2);
      ctx.lineTo(d + side + 2, -2);
      if (pattern === "cross") {
        ctx.moveTo(d - 2, -2);
        ctx.lineTo(d + side + 2, side + 2);
      }
    }
  }
  if (pattern === "level") {
    ctx.moveTo(0, middle);
    ctx.lineTo(side, middle);
  }
  if (pattern === "rings") ctx.arc(middle, middle, side / 3.4, 0, 2 * Math.PI);
  ctx.stroke();
  ctx.beginPath();
  if (pattern === "dots") ctx.arc(middle, middle, side / 5, 0, 2 * Math.PI);
  ctx.fill();
  if (pattern !== "asking") return;
  ctx.font = "700 10px system-ui, sans-serif";
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  ctx.fillText("?", middle, middle + 0.5);
}

function lookSwatch(fill) {
  return makeSwatch(32, 16, function (ctx) {
    ctx.fillStyle = fill(ctx);
    ctx.fillRect(0, 0, 32, 16);
    ctx.strokeStyle = GAP_LINE;
    ctx.strokeRect(0.5, 0.5, 31, 15);
  });
}

function reasonSwatch(gaps, code) {
  return lookSwatch(function (ctx) {
    return makeHatch(ctx, gaps, (code + 1) * LOOKS_OF_A_REASON, window.devicePixelRatio || 1);
  });
}

function shadeSwatch(colour) {
  return lookSwatch(function () { return colour; });
}

/* How many of the gaps of a category have each value of something. */
function countGaps(gaps, category, value) {
  var counts = new Map();
  for (var g = gaps.start[category]; g < gaps.start[category + 1]; g++) {
    counts.set(value(g), (counts.get(value(g)) || 0) + 1);
  }
  return counts;
}

function legendList(title, rows) {
  return [el("h4", { text: title }), el("ul", { class: "legend" }, rows.map(function (row) {
    return el("li", {}, [row[0], el("span", { class: "grow" }, [said(row[1])]), row[2] === null ? null
      : el("span", { class: "number", text: sayMany(row[2], "place", "places") })]);
  }))];
}

function paintGapLegend(app) {
  var box = document.getElementById("gap-legend"), gaps = app.model.gaps, c = app.view.category;
  if (!box) return;
  box.replaceChildren();
  box.parentNode.classList.toggle("printed", c >= 0);
  if (c < 0) return;
  box.appendChild(el("p", { class: "paper" }, [said(capital(gaps.of[c]))]));
  var reasons = countGaps(gaps, c, function (g) { return gaps.reason.code[g]; });
  var depths = countGaps(gaps, c, function (g) { return depthAt(gaps, g); });
  var why = Array.from(reasons.keys()).sort(function (p, q) {
    return reasonRank(gaps, p) - reasonRank(gaps, q);
  });
  var much = Array.from(depths.keys()).sort(function (p, q) { return q - p; });
  legendList("Why: the pattern", why.map(function (code) {
    return [reasonSwatch(gaps, code), reasonAt(gaps, code).label, reasons.get(code)];
  })).concat(legendList("How much is missing: the shade", much.map(function (step) {
    return [shadeSwatch(step < 0 ? NOT_KNOWN_SHADE : SHADES[step]), sayDepth(step), depths.get(step)];
  }).concat([[shadeSwatch(NO_GAP_SHADE), "No gap on this page", null]])))
    .forEach(function (node) { box.appendChild(node); });
}

function sayGap(gaps, row) {
  if (gaps.says[row]) return gaps.says[row];
  var text = capital(gaps.of[gaps.category[row]]) + ": ", facts = [], step = depthAt(gaps, row);
  var isCounted = gaps.short[row] >= 0 && gaps.onePoint[row] < 1;
  if (isCounted) facts.push(sayShort(gaps, row));
  else if (gaps.reached[row] > 0) facts.push(sayCount(gaps.reached[row]) + " within reach");
  if (gaps.inside[row] > 0 && (isCounted || gaps.inside[row] > gaps.reached[row])) {
    facts.push(sayCount(gaps.inside[row]) + " in the place itself");
  }
  if (!isCounted && step > 0 && step < SHADES.length - 1) facts.push(SHADE_WORDS[step].toLowerCase());
  if (gaps.near[row] >= 0) facts.push(sayNearest(gaps, row));
  text += facts.length ? facts.join(", ") + "." : "who knows of one?";
  return text + (gaps.onePoint[row] > 0 ? " Measured from one point in it." : "");
}

/* How many people are short, and of what. */
function sayShort(gaps, row) {
  var some = ["over-asked", "too few in reach"].indexOf(wordAt(gaps.reason, row)) >= 0;
  var what = some ? " too little" : " none";
  return sayMany(gaps.short[row], "person has", "people have") + what + " in reach";
}

function sayNearest(gaps, row) {
  var far = sayDistance(gaps.near[row] * 10);
  return gaps.onePoint[row] > 0 ? "the nearest on the map is " + far + " away"
    : "half of the people have the nearest on the map within about " + far;
}

/* What nobody can say by place, since where most of it is is not on the map. */
function describeLost(gaps) {
  if (!gaps.lost.length) return [];
  return [el("p", { class: "quiet" }, [said("Without a location, so nobody can tell who reaches one: " +
    gaps.lost.map(capital).join(", ") + ".")])];
}

/* What all sentences about a place say alike is said once: what is there, and what is in doubt. */
function splitSayings(texts) {
  var first = texts[0];
  var head = first.slice(0, countAlike(texts, function (text, k) { return text.charAt(k); }));
  var from = head.lastIndexOf("; ") + 2;
  if (texts.length < 2 || from < 3) return { head: "", tail: "", parts: texts };
  var rest = texts.map(function (text) { return text.slice(from); });
  var alike = countAlike(rest, function (text, k) { return text.charAt(text.length - 1 - k); });
  var tail = first.slice(first.length - alike), stop = tail.indexOf(". ");
  tail = stop < 0 ? "" : tail.slice(stop + 2);
  return {
    head: first.slice(0, from - 2) + ".",
    tail: tail,
    parts: rest.map(function (text) { return capital(text.slice(0, text.length - tail.length).trim()); })
  };
}

/* How many letters all texts have alike, counted from one end. */
function countAlike(texts, letter) {
  for (var k = 0; ; k++) {
    var one = letter(texts[0], k);
    if (!one || texts.some(function (text) { return letter(text, k) !== one; })) return k;
  }
}

/* The gaps of a place, what its sentences have in common, and what each adds. */
function readSayings(model, place) {
  var gaps = model.gaps, rows = gaps ? gaps.byPlace.get(place) || [] : [];
  var split = splitSayings(rows.length ? rows.map(sayGap.bind(null, gaps)) : [""]);
  return { rows: rows, head: split.head, tail: split.tail, parts: split.parts };
}

/* Which assets a place could build on, named once, each to be opened. */
function describeReach(app, place) {
  var rows = app.model.strengths ? wordsAt(app.model.strengths, place) : [];
  if (!rows.length) return [];
  return [el("h4", { text: "Strengths in reach to build on" }), assetList(app, rows, STRENGTHS_NAMED)];
}

function describeGaps(app, sayings) {
  var gaps = app.model.gaps, byReason = new Map();
  if (!sayings.rows.length) return [];
  sayings.rows.forEach(function (row, k) {
    var code = gaps.reason.code[row];
    if (!byReason.has(code)) byReason.set(code, []);
    byReason.get(code).push(el("li", {}, [said(sayings.parts[k])]));
  });
  var nodes = [el("h4", { text: "Questions to ask here" })];
  Array.from(byReason.keys()).sort(function (p, q) {
    return reasonRank(gaps, p) - reasonRank(gaps, q);
  }).forEach(function (code) {
    nodes.push(el("p", { class: "reason" }, [reasonSwatch(gaps, code), said(reasonAt(gaps, code).label)]),
      el("ul", { class: "plain told" }, byReason.get(code)));
  });
  return nodes.concat(sayings.tail ? [el("p", { class: "quiet" }, [said(sayings.tail)])] : []);
}

/* A country's gaps are listed one category at a time. */
function isTooMuchToList(app) {
  return app.view.category < 0 && app.model.gaps.n > ALL_AT_MOST;
}

/* Gaps for the table: most people short first, those not counted before nobody; then what reaches
   nothing, then what misses most, then most residents. */
function gapsFound(app) {
  var model = app.model, gaps = model.gaps, c = app.view.category;
  var words = plain(app.view.query).split(/\s+/).filter(Boolean), found = [];
  if (isTooMuchToList(app)) return found;
  for (var g = c < 0 ? 0 : gaps.start[c]; g < (c < 0 ? gaps.n : gaps.start[c + 1]); g++) {
    if (!words.length || matches(plain(model.places.name[gaps.place[g]]), words)) found.push(g);
  }
  var most = function (g) { return gaps.short[g] < 0 ? 0.5 : gaps.short[g]; };
  var residents = function (g) {
    var count = model.places.population[gaps.place[g]];
    return count === null ? 0 : count;
  };
  return found.sort(function (p, q) {
    return most(q) - most(p) || (gaps.reached[p] > 0) - (gaps.reached[q] > 0) ||
      depthAt(gaps, q) - depthAt(gaps, p) || residents(q) - residents(p) || p - q;
  });
}

function gapCells(app, row) {
  var gaps = app.model.gaps, place = gaps.place[row], people = app.model.places.population[place];
  var isOfAll = wordAt(gaps.reason, row) !== "none in reach"; // else others there do reach some
  var reached = isOfAll && gaps.reached[row] > 0 ? " (" + sayCount(gaps.reached[row]) + " in reach)" : "";
  return [
    rowHead([placeButton(app, place)]),
    cell([said(capital(gaps.of[gaps.category[row]]))]),
    cell([said(reasonAt(gaps, gaps.reason.code[row]).label + reached)]),
    cell([el("span", { text: gaps.short[row] < 0 ? "–" : sayCount(gaps.short[row]) })]),
    cell([el("span", { text: sayDepth(depthAt(gaps, row)) })]),
    cell([el("span", { text: people === null ? "–" : sayCount(people) })]),
    cell([el("span", { text: gaps.sure[row] < 0 ? "–" : capital(SURE_WORDS[gaps.sure[row]]) })])
  ];
}

function gapTables(app) {
  return app.model.gaps ? [makeTable(app, "gaps", "Questions to ask", ["Place", "What", "Why",
    "People short", "How much is missing", "Residents", "How sure"], gapCells, function () { return gapsFound(app); },
    isTooMuchToList)] : [];
}

FOUND.push({
  read: function (model, data) {
    model.gaps = readGaps(data.gaps);
    model.strengths = data.strengths ? readLists(data.strengths, data.places.n) : null;
  },
  tables: gapTables,
  names: { gaps: "Gaps" }
});
