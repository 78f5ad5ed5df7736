/* Popups: what there is to read about an asset, a spot with several, or a place. */

var LISTED_AT_MOST = 60;
var NAMED_IN_PLACE = 5;
var THEMES_NAMED = 6;

/* An element with text, never with markup: what users wrote stays what they wrote. */
function el(tag, options, children) {
  var node = document.createElement(tag);
  Object.keys(options || {}).forEach(function (name) {
    if (name === "text") node.textContent = options.text;
    else if (name === "on") node.addEventListener("click", options.on);
    else if (options[name] !== null && options[name] !== false) {
      node.setAttribute(name, options[name] === true ? "" : options[name]);
    }
  });
  (children || []).forEach(function (child) { if (child) node.appendChild(child); });
  return node;
}

/* Text of users: kept apart from ours in writing direction. */
function said(text) {
  return el("bdi", { class: "said", text: text });
}

function line(label, children) {
  return el("p", {}, [el("span", { class: "label", text: label + " " })].concat(children));
}

function chips(words, name, more) {
  return el("ul", { class: "chips", "aria-label": name },
    words.map(function (word) { return el("li", {}, [said(word)]); }).concat(sayRest(more, "")));
}

/* A link only to the web: anything else stays text. */
function webLink(text) {
  var url = null;
  try {
    url = new URL(text.trim());
  } catch (error) {
    return said(text);
  }
  if (url.protocol !== "https:" && url.protocol !== "http:") return said(text);
  return el("a", { href: url.href, target: "_blank", rel: "noopener noreferrer", class: "said",
    text: text });
}

function kindLine(app, row) {
  var a = app.model.assets, word = wordAt(a.kind, row), place = a.place[row];
  return el("p", { class: "kindline" }, [
    kindSwatch(word, standsForPlace(a, row)),
    el("span", { text: kindOf(word).name + (place >= 0 ? " in " : "") }),
    place >= 0 ? placeButton(app, place) : null
  ]);
}

/* When people were last confirmed is not said in public, so nothing is said of it there. */
function confirmedText(app, row) {
  var a = app.model.assets, day = wordAt(a.verified_on, row);
  if (day) return "Last confirmed " + sayDate(day) + (a.old[row] ? " (old)" : "");
  if (isUntold(app, row)) return "";
  return "When this was last confirmed is not recorded." + (a.old[row] ? " (old)" : "");
}

function isUntold(app, row) {
  return isPublic(app) && wordAt(app.model.assets.kind, row) === "individual";
}

/* Whether there is no location or one that is kept back, the words are the same. */
function locationNote(app, row) {
  var a = app.model.assets, place = a.place[row];
  if (!(a.x[row] >= 0)) return "No location is shown: listed, not drawn.";
  if (standsForPlace(a, row) && wordAt(a.kind, row) !== "individual") return "Shown at the middle of its place.";
  if (wordAt(a.kind, row) === "individual") return "Shown at the middle of their place, not where they live.";
  var elsewhere = wordsAt(a.drawn_in, row).map(function (at) { return app.model.places.name[at]; });
  return (wordAt(a.precision, row) === "postcode" ? "Shown at the middle of its postcode. " : "") +
    (elsewhere.length && place >= 0 ? "Drawn in " + sayAll(elsewhere) + (a.shapes && a.shapes.rows.has(row)
      ? " too." : ", recorded for " + app.model.places.name[place] + ".") : "");
}

/* What is active, or of which nobody wrote down how it is, needs no mark; nor do people. */
function sayStatus(a, row) {
  var status = wordAt(a.status, row);
  return status === "active" || status === "unknown" || wordAt(a.kind, row) === "individual"
    ? "" : sayTitle(status);
}

function describeAsset(app, row) {
  var a = app.model.assets;
  var roles = wordsAt(a.roles, row).map(sayWord);
  var body = [
    el("h3", { tabindex: "-1" }, [said(a.name[row])]),
    kindLine(app, row),
    sayStatus(a, row) ? el("p", { class: "mark", text: sayStatus(a, row) }) : null,
    roles.length ? line("Role:", [said(roles.join(", "))]) : null,
    describeAsk(app, row),
    a.description[row] ? el("p", { class: "story" }, [said(a.description[row])]) : null
  ];
  [["offers", "Offers"], ["wants", "Would welcome"], ["themes", "Themes"]].forEach(function (p) {
    var words = wordsAt(a[p[0]], row);
    if (words.length) body.push(el("p", { class: "label", text: p[1] }), chips(words, p[1]));
  });
  return el("div", { class: "card" }, body.concat(describePerson(app, row), describeHost(app, row),
    describeContact(a, row), describeTies(app, row), [
    confirmedText(app, row) ? el("p", { class: a.old[row] ? "mark" : "quiet", text: confirmedText(app, row) }) : null,
    locationNote(app, row) ? el("p", { class: "quiet" }, [said(locationNote(app, row).trim())]) : null,
    describeSources(app, row)
  ]));
}

function describeContact(a, row) {
  var where = [a.address[row], a.postcode[row]].filter(Boolean).join(", ");
  var lines = [where ? line("Where:", [said(where)]) : null];
  if (a.capacity[row] !== "") {
    lines.push(line("Room for:", [el("span", { text: sayCount(a.capacity[row]) })]));
  }
  a.labelled.forEach(function (column) {
    if (column.say(row)) lines.push(line(column.label + ":", [said(column.say(row))]));
  });
  if (a.website[row]) lines.push(line("Website:", [webLink(a.website[row])]));
  [["contact_name", "Contact:"], ["email", "Email:"], ["phone", "Phone:"]].forEach(function (p) {
    if (a[p[0]][row]) lines.push(line(p[1], [said(a[p[0]][row])]));
  });
  return lines;
}

/* How a tie reads on the card of who it starts from, before the name of the other, and on the
   card of the other, after the name of who it starts from or before it. */
var TIE_WORDS = {
  member_of: ["member of", "", "is a member"],
  volunteers_at: ["volunteers at", "", "volunteers here"],
  works_at: ["works at", "", "works here"],
  runs: ["runs", "run by", ""],
  owns: ["owns", "owned by", ""],
  meets_at: ["meets at", "", "meets here"],
  uses: ["uses", "used by", ""],
  supports: ["supports", "supported by", ""],
  partners_with: ["partner of", "partner of", ""],
  funds: ["funds", "funded by", ""],
  refers_to: ["refers people to", "", "refers people here"],
  knows: ["knows", "knows", ""],
  nominates: ["named", "named by", ""],
  part_of: ["part of", "", "is part of it"],
  sits_on: ["sits on", "", "sits on it"],
  began: ["began", "begun by", ""],
  trained_by: ["trained by", "trained", ""]
};

function sayTie(app, row, tie) {
  var ties = app.model.ties, kind = wordAt(ties.kind, tie), starts = ties.a[tie] === row;
  var known = Object.prototype.hasOwnProperty.call(TIE_WORDS, kind);
  var words = known ? TIE_WORDS[kind] : ["", "", ""];
  var before = words[starts ? 0 : 1], after = known ? starts ? "" : words[2] : sayWord(kind);
  return el("li", {}, [
    before ? el("span", { class: "quiet", text: before + " " }) : null,
    assetButton(app, starts ? ties.b[tie] : ties.a[tie]),
    after ? el("span", { class: "quiet", text: " " + after }) : null
  ]);
}

function describeTies(app, row) {
  var ties = app.model.ties, found = ties ? ties.of.get(row) || [] : [];
  if (!found.length) return [];
  return [el("p", { class: "label", text: "Tied to" }),
    el("ul", { class: "plain" }, found.slice(0, LISTED_AT_MOST).map(sayTie.bind(null, app, row))
      .concat(sayRest(found.length - LISTED_AT_MOST, "")))];
}

/* How many more there are than a list shows. */
function sayRest(more, where) {
  return more > 0 ? [el("li", { class: "quiet", text: "and " + sayCount(more) + " more" + where })] : [];
}

function describeSources(app, row) {
  var sources = app.model.sources;
  var numbers = wordsAt(app.model.assets.sources, row);
  if (!numbers.length) return null;
  return el("p", { class: "quiet" }, [el("span", { text: "Source: " })].concat(
    numbers.map(function (k, i) {
      var licence = sources.licence[k] ? " (" + sources.licence[k] + ")" : "";
      return said((i ? "; " : "") + sources.name[k] + licence);
    })));
}

function assetButton(app, row) {
  return el("button", { type: "button", class: "link", on: function () { app.openAsset(row); } },
    [said(app.model.assets.name[row])]);
}

function placeButton(app, place) {
  return el("button", { type: "button", class: "link", on: function () { app.openPlace(place); } },
    [said(app.model.places.name[place])]);
}

function describeSpot(app, rows) {
  var a = app.model.assets, more = rows.length - LISTED_AT_MOST;
  var people = rows.every(function (row) { return wordAt(a.kind, row) === "individual"; });
  return el("div", { class: "card" }, [
    el("h3", { tabindex: "-1", text: people ? sayCount(rows.length) + " people here"
      : sayMany(rows.length, "asset", "assets") + " here" }),
    el("ul", { class: "spots" }, rows.slice(0, LISTED_AT_MOST).map(function (row) {
      return el("li", {}, [kindSwatch(wordAt(a.kind, row), standsForPlace(a, row)), assetButton(app, row),
        app.model.ringed.has(row) ? el("span", { class: "quiet", text: "someone to ask" }) : null]);
    })),
    more > 0 ? el("p", { class: "quiet", text: "and " + sayCount(more) + " more in the list below the map" })
      : null
  ]);
}

/* A place: what is there first, then what to build on, then the questions, then its links. */
function describePlace(app, place) {
  var model = app.model, places = model.places, sayings = readSayings(model, place);
  var facts = [capital(wordAt(places.level, place))];
  if (places.population[place] !== null) {
    facts.push(sayMany(places.population[place], "resident", "residents"));
  }
  if (places.parent[place] >= 0) facts.push("in " + places.name[places.parent[place]]);
  return el("div", { class: "card" }, [
    el("h3", { tabindex: "-1" }, [said(places.name[place])]),
    el("p", { class: "quiet" }, [said(facts.filter(Boolean).join(" · "))]),
    sayings.head ? el("p", { class: "story" }, [said(sayings.head)]) : null
  ].concat(describeStrengths(app, place), describeUnnamed(app, place), describeReach(app, place),
    describeHostsOf(app, place), describeGaps(app, sayings), describeLinks(app, place), describeMissing(app, place),
    places.need[place] === null ? [] : [el("p", { class: "quiet",
      text: "Measured need, 0 to 1: " + places.need[place] })]));
}

/* What is closed or kept back may be here as well: that nothing is here is never said. */
function sayNothing(app, place) {
  var rows = drawnWithin(app.model, place), places = app.model.places;
  if (rows.length) {
    var whole = Array.from(new Set(rows.map(function (row) { return places.name[app.model.assets.place[row]]; })));
    return "Nothing is shown for this place itself yet. What is drawn in it stands for " + sayAll(whole) + " as a whole.";
  }
  var isReaching = app.model.strengths && wordsAt(app.model.strengths, place).length;
  return "Nothing is shown here yet" +
    (isReaching ? ", but there is something in reach." : ". Who could tell us what is here?");
}

/* Whatever stands in the middle of a larger place, which is in this one. */
function drawnWithin(model, place) {
  var a = model.assets, k = model.places.shapeOf[place];
  return k < 0 ? [] : a.kind.code.map(function (_, row) { return row; }).filter(function (row) {
    return a.x[row] >= 0 && a.place[row] >= 0 && holdsPoint(model.places.outline, k, a.x[row], a.y[row]);
  });
}

function describeStrengths(app, place) {
  var a = app.model.assets, rows = assetsIn(app.model, place), themes = [];
  if (!rows.length) return [el("p", { class: "story" }, [said(sayNothing(app, place))])];
  rows.forEach(function (row) { themes = themes.concat(wordsAt(a.themes, row)); });
  var kinds = tally(rows.map(function (row) { return wordAt(a.kind, row); }));
  var tallied = tally(themes), common = tallied.slice(0, THEMES_NAMED).map(function (pair) { return pair[0]; });
  var counted = kinds.length > 1 ? sayMany(rows.length, "asset", "assets") + ": " : "";
  return [
    el("h4", { text: "What is here" }),
    el("p", { class: "story", text: counted + sayAll(kinds.map(sayKind)) + "." }),
    assetList(app, rows, NAMED_IN_PLACE, " in the list below the map"),
    common.length ? chips(common, "Themes", tallied.length - common.length) : null
  ];
}

/* Assets by name, each with its symbol and to be opened, and how many more there are. */
function assetList(app, rows, most, where) {
  var a = app.model.assets;
  return el("ul", { class: "spots" }, rows.slice(0, most).map(function (row) {
    return el("li", {}, [kindSwatch(wordAt(a.kind, row), standsForPlace(a, row)), assetButton(app, row)]);
  }).concat(sayRest(rows.length - most, where || "")));
}
