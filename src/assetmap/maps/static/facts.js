/* Facts: what is being shown, what is in a place, and how to say it in words. */

var LINKS_SHOWN_AT_MOST = 200;
var MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August",
  "September", "October", "November", "December"];

function sayDate(iso) {
  var found = /^(\d{4})-(\d{2})-(\d{2})/.exec(iso);
  return found ? Number(found[3]) + " " + MONTHS[Number(found[2]) - 1] + " " + found[1] : iso;
}

function sayCount(n) {
  return Number(n).toLocaleString("en-GB");
}

function sayMany(n, one, many) {
  return sayCount(n) + " " + (n === 1 ? one : many);
}

/* As in "3 associations", from a word and its count. */
function sayKind(pair) {
  return sayMany(pair[1], kindOf(pair[0]).one, kindOf(pair[0]).many);
}

function sayDistance(m) {
  return m < 1000 ? m + " m" : (m / 1000).toFixed(1) + " km";
}

function sayWord(word) {
  return word.replace(/_/g, " ");
}

function sayTitle(word) {
  return capital(sayWord(word));
}

/* What users wrote keeps its own marks; only the first letter is raised. */
function capital(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/* As in "one, two and three". */
function sayAll(parts) {
  var last = parts[parts.length - 1];
  return parts.length < 2 ? last : parts.slice(0, -1).join(", ") + " and " + last;
}

function plain(text) {
  return text.toLowerCase().normalize("NFD").replace(/[\u0300-\u036f]/g, "");
}

/* Whether only what may be shown of people and counts is here: all but what the team sees. */
function isPublic(app) {
  return app.model.data.audience !== "team";
}

/* Instead of a level: the places that no other place is part of. */
var SMALLEST = -1;
var LOOKS_AT_MOST = 1e6;

/* What is chosen when a page opens, and again when everything is shown again. */
function openingChoices(model) {
  return {
    kinds: new Set(model.assets.kind.of),
    theme: -1,
    query: "",
    category: -1,
    level: SMALLEST,
    showLinks: Boolean(model.links),
    allLinks: false,
    linkKind: "",
    showMissing: startsWithMissing(model),
    showBridges: model.bridged.size > 0 && !model.links,
    showFragile: true,
    showTies: false,
    showHosts: Boolean(model.hosts),
    asset: -1,
    place: -1
  };
}

/* What the reader has chosen, and which assets that leaves. */
function makeView(model) {
  var view = Object.assign(openingChoices(model), {
    rows: [],
    shown: [],
    isShown: new Uint8Array(model.assets.n),
    found: null,
    spans: null,
    looks: new Map()
  });
  var isParent = findParents(model.places), frames = null, framesOf = null;
  view.drawsPlace = function (row) {
    return view.level === SMALLEST ? !isParent[row] : model.places.level.code[row] === view.level;
  };
  view.framesPlace = function (row) {
    if (framesOf !== view.level) {
      frames = findFrames(model, view);
      framesOf = view.level;
    }
    return frames[row] === 1 && !view.drawsPlace(row);
  };
  view.gapLook = function (row) { return view.looks.has(row) ? view.looks.get(row) : -1; };
  choose(model, view);
  return view;
}

/* Which places other places are part of. */
function findParents(places) {
  var isParent = new Uint8Array(places.n);
  for (var p = 0; p < places.n; p++) if (places.parent[p] >= 0) isParent[places.parent[p]] = 1;
  return isParent;
}

/* Whether a place outlines those that are drawn: it is what a drawn place is part of. */
function findFrames(model, view) {
  var places = model.places, frames = new Uint8Array(places.n);
  for (var p = 0; p < places.n; p++) {
    if (places.parent[p] >= 0 && view.drawsPlace(p)) frames[places.parent[p]] = 1;
  }
  return frames;
}

/* Work out again which assets are shown and how each place looks; `found` counts, by kind,
   what a search or theme leaves. */
function choose(model, view) {
  var a = model.assets, words = plain(view.query).split(/\s+/).filter(Boolean);
  var kindShown = a.kind.of.map(function (word) { return view.kinds.has(word); });
  view.rows = [];
  view.shown = [];
  view.spans = null;
  view.isShown.fill(0);
  view.found = words.length || view.theme >= 0 ? new Array(a.kind.of.length).fill(0) : null;
  for (var row = 0; row < a.n; row++) {
    var kind = a.kind.code[row];
    if (view.theme >= 0 && !hasTheme(a.themes, row, view.theme)) continue;
    if (words.length && !matches(searchText(model, row), words)) continue;
    if (view.found && kind >= 0) view.found[kind]++;
    if (kind >= 0 && !kindShown[kind]) continue;
    view.rows.push(row);
    view.isShown[row] = 1;
    if (a.x[row] >= 0) view.shown.push(row);
  }
  view.looks = new Map();
  if (view.category < 0) return;
  for (var g = model.gaps.start[view.category]; g < model.gaps.start[view.category + 1]; g++) {
    view.looks.set(model.gaps.place[g], lookAt(model.gaps, g));
  }
}

function hasTheme(themes, row, code) {
  for (var k = themes.start[row]; k < themes.start[row + 1]; k++) {
    if (themes.code[k] === code) return true;
  }
  return false;
}

function matches(text, words) {
  return words.every(function (word) { return text.indexOf(word) >= 0; });
}

function searchText(model, row) {
  if (!model.search) model.search = new Array(model.assets.n);
  if (model.search[row] === undefined) {
    var a = model.assets, place = a.place[row];
    model.search[row] = plain([a.name[row], place >= 0 ? model.places.name[place] : "", a.postcode[row]]
      .concat(wordsAt(a.themes, row), wordsAt(a.offers, row), wordsAt(a.wants, row)).join(" "));
  }
  return model.search[row];
}

/* Assets of a place, active or drawn in it, or in the places inside it, each once. */
function assetsIn(model, place) {
  if (!model.inPlace) indexPlaces(model);
  var found = new Set(), queue = [place], seen = new Set();
  while (queue.length) {
    var next = queue.pop();
    if (seen.has(next)) continue;
    seen.add(next);
    (model.inPlace.get(next) || []).forEach(function (row) { found.add(row); });
    queue = queue.concat(model.inside.get(next) || []);
  }
  return Array.from(found).sort(function (p, q) { return p - q; });
}

function indexPlaces(model) {
  var a = model.assets;
  model.inPlace = new Map();
  model.inside = new Map();
  var putEach = function (places, row) {
    places.forEach(function (place) { putInto(model.inPlace, place, row); });
  };
  for (var row = 0; row < a.n; row++) {
    if (a.place[row] >= 0) putInto(model.inPlace, a.place[row], row);
    putEach(wordsAt(a.active_in, row), row);
    putEach(wordsAt(a.drawn_in, row), row);
  }
  model.places.parent.forEach(function (parent, row) {
    if (parent >= 0) putInto(model.inside, parent, row);
  });
}

/* How many assets there are in the places that are drawn, and in how many of these there is one.
   What names no place is where it is drawn, as long as there is not too much to look through. */
function countPlaced(model, drawsPlace) {
  var a = model.assets, parent = model.places.parent, filled = new Set(), placed = 0, looks = LOOKS_AT_MOST;
  for (var row = 0; row < a.n; row++) {
    var queue = wordsAt(a.active_in, row).concat(wordsAt(a.drawn_in, row), a.place[row]), isPlaced = false;
    queue.forEach(function (place) {
      for (var at = place, steps = 0; at >= 0 && steps <= parent.length; at = parent[at], steps++) {
        if (!drawsPlace(at)) continue;
        filled.add(at);
        isPlaced = true;
      }
    });
    if (!isPlaced && !(a.place[row] >= 0) && a.x[row] >= 0 && (looks -= model.places.n) > 0) {
      var at = findPlaceAt(model.places, drawsPlace, a.x[row], a.y[row]);
      if (at >= 0) filled.add(at);
      isPlaced = at >= 0;
    }
    if (isPlaced) placed++;
  }
  return { assets: placed, places: filled.size };
}

/* As in "8 assets, 7 of them in 2 of 3 places". */
function sayWhere(assets, placed, places) {
  var text = sayMany(assets, "asset", "assets");
  if (!places) return text;
  if (!placed.assets) return text + " and " + sayMany(places, "place", "places");
  return text + (placed.assets < assets ? ", " + sayCount(placed.assets) + " of them" : "") + " in " +
    (placed.places < places ? sayCount(placed.places) + " of " : "") + sayMany(places, "place", "places");
}

/* How many of each word, the most frequent first. */
function tally(words) {
  var counts = new Map();
  words.forEach(function (word) { counts.set(word, (counts.get(word) || 0) + 1); });
  return Array.from(counts).sort(function (p, q) { return q[1] - p[1] || (p[0] < q[0] ? -1 : 1); });
}
