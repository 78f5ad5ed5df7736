/* Reading: the island of JSON becomes arrays. Nothing here touches the page. */

var DEGREE = 100000;
/* What is found. Each script of a finding adds how it is read from the data of the page, the tables
   that it makes below the map, and what these are called at the top. */
var FOUND = [];

function readIsland() {
  return JSON.parse(document.getElementById("assetmap-data").textContent);
}

function readDifferences(steps) {
  var out = new Float64Array(steps.length);
  for (var i = 0, sum = 0; i < steps.length; i++) {
    sum += steps[i];
    out[i] = sum;
  }
  return out;
}

/* A column of n values: a list, the known rows alone, or one value for all. */
function readColumn(column, n, missing) {
  var out = new Array(n);
  var i;
  if (Array.isArray(column)) {
    for (i = 0; i < n; i++) out[i] = column[i] === null ? missing : column[i];
    return out;
  }
  var all = typeof column === "number" ? column : missing;
  for (i = 0; i < n; i++) out[i] = all;
  if (column && column.at) {
    readDifferences(column.at).forEach(function (row, k) { out[row] = column.is[k]; });
  }
  return out;
}

function readCodes(column, n) {
  var codes = readColumn(column ? column.code : -1, n, -1);
  return { of: column ? column.of : [], code: codes };
}

function wordAt(codes, row) {
  return codes.code[row] < 0 ? "" : codes.of[codes.code[row]];
}

/* A column of lists: start[row] .. start[row + 1] into code. */
function readLists(column, n) {
  var lengths = new Uint32Array(n);
  if (column) {
    readDifferences(column.at).forEach(function (row, k) { lengths[row] = column.n[k]; });
  }
  var start = new Uint32Array(n + 1);
  for (var i = 0; i < n; i++) start[i + 1] = start[i] + lengths[i];
  return { of: column ? column.of : [], code: column ? column.code : [], start: start };
}

function wordsAt(lists, row) {
  var out = [];
  for (var k = lists.start[row]; k < lists.start[row + 1]; k++) out.push(lists.of[lists.code[k]]);
  return out;
}

/* Degrees to a square world of side 1, as in web Mercator. */
function worldX(lon) {
  return lon / 360 + 0.5;
}

function worldY(lat) {
  var s = Math.sin((lat * Math.PI) / 180);
  return 0.5 - Math.log((1 + s) / (1 - s)) / (4 * Math.PI);
}

function readWorld(steps, unit, project) {
  var out = readDifferences(steps);
  for (var i = 0; i < out.length; i++) out[i] = project((out[i] * unit) / DEGREE);
  return out;
}

/* Outlines: for the k-th shape rings first[k] .. first[k + 1], each from[r] .. from[r + 1]. */
function readOutlines(data) {
  var owner = readDifferences(data.at);
  var first = sumUp(data.rings);
  var from = sumUp(data.points);
  var x = readWorld(data.x, data.unit, worldX);
  var y = readWorld(data.y, data.unit, worldY);
  var form = readCodes(data.form, data.points.length);
  var box = new Float64Array(owner.length * 4);
  for (var k = 0; k < owner.length; k++) {
    var west = Infinity, north = Infinity, east = -Infinity, south = -Infinity;
    for (var p = from[first[k]]; p < from[first[k + 1]]; p++) {
      if (x[p] < west) west = x[p];
      if (x[p] > east) east = x[p];
      if (y[p] < north) north = y[p];
      if (y[p] > south) south = y[p];
    }
    box.set([west, north, east, south], k * 4);
  }
  return { owner: owner, first: first, from: from, x: x, y: y, form: form, box: box };
}

function sumUp(counts) {
  var out = new Uint32Array(counts.length + 1);
  for (var i = 0; i < counts.length; i++) out[i + 1] = out[i] + counts[i];
  return out;
}

/* What a column says of a row, whatever it holds. */
function readLabelled(column, n) {
  if (column.holds === "words") {
    var lists = readLists(column.is, n);
    return function (row) { return wordsAt(lists, row).join(", "); };
  }
  if (column.holds === "number") {
    var numbers = readColumn(column.is, n, "");
    return function (row) { return numbers[row] === "" ? "" : sayCount(numbers[row]); };
  }
  var codes = readCodes(column.is, n);
  return function (row) { return wordAt(codes, row); };
}

function readAssets(data) {
  var n = data.n;
  var assets = { n: n, x: new Float64Array(n).fill(NaN), y: new Float64Array(n).fill(NaN) };
  ["name", "description", "address", "postcode", "website", "contact_name", "email", "phone",
    "capacity"].forEach(function (name) { assets[name] = readColumn(data[name], n, ""); });
  ["kind", "status", "precision", "verified_on"].forEach(function (name) {
    assets[name] = readCodes(data[name], n);
  });
  ["themes", "roles", "offers", "wants", "active_in", "drawn_in", "sources"].forEach(function (name) {
    assets[name] = readLists(data[name], n);
  });
  assets.labelled = (data.labelled || []).map(function (column) {
    return { label: column.label, say: readLabelled(column, n) };
  });
  assets.place = readColumn(data.place, n, -1);
  assets.old = readColumn(data.old, n, 0);
  assets.shapes = null;
  if (data.where) {
    var x = readWorld(data.where.x, 1, worldX);
    var y = readWorld(data.where.y, 1, worldY);
    var at = data.where.at ? readDifferences(data.where.at) : null;
    for (var k = 0; k < x.length; k++) {
      assets.x[at ? at[k] : k] = x[k];
      assets.y[at ? at[k] : k] = y[k];
    }
    if (data.where.shapes) {
      assets.shapes = readOutlines(data.where.shapes);
      assets.shapes.rows = new Set(assets.shapes.owner);
    }
  }
  return assets;
}

/* Known only by its place: drawn at the middle of it, which is no address. */
function standsForPlace(assets, row) {
  return wordAt(assets.precision, row) === "place";
}

function readPlaces(data) {
  var n = data.n;
  var places = {
    n: n,
    name: readColumn(data.name, n, ""),
    level: readCodes(data.level, n),
    parent: readColumn(data.parent, n, -1),
    population: readColumn(data.population, n, null),
    need: readColumn(data.need, n, null),
    outline: null,
    x: new Float64Array(n).fill(NaN),
    y: new Float64Array(n).fill(NaN),
    shapeOf: new Int32Array(n).fill(-1)
  };
  if (data.outline) {
    var o = data.outline;
    places.outline = readOutlines(o);
    var x = readWorld(o.labelX, o.unit, worldX);
    var y = readWorld(o.labelY, o.unit, worldY);
    readDifferences(o.labelAt).forEach(function (row, k) {
      places.x[row] = x[k];
      places.y[row] = y[k];
      places.shapeOf[row] = k;
    });
  }
  return places;
}

function readGaps(data) {
  if (!data) return null;
  var place = readDifferences(data.place);
  var n = place.length;
  var category = new Uint16Array(n);
  var byPlace = new Map();
  for (var c = 0, row = 0; c < data.n.length; c++) {
    for (var k = 0; k < data.n[c]; k++, row++) {
      category[row] = c;
      putInto(byPlace, place[row], row);
    }
  }
  return {
    n: n,
    of: data.of,
    start: sumUp(data.n),
    place: place,
    category: category,
    reason: readCodes(data.reason, n),
    short: readColumn(data.short, n, -1),
    reached: readColumn(data.reached, n, -1),
    inside: readColumn(data.inside, n, -1),
    onePoint: readColumn(data.onepoint, n, -1),
    lost: data.lost || [],
    near: readColumn(data.near, n, -1),
    depth: readColumn(data.depth, n, -1),
    sure: readColumn(data.sure, n, -1),
    says: readColumn(data.says, n, ""),
    byPlace: byPlace
  };
}

/* Suggested hosts: of which asset, and for which places. */
function readHosts(data) {
  if (!data) return null;
  var n = data.n;
  var hosts = {
    n: n,
    asset: readColumn(data.asset, n, -1),
    place: readColumn(data.place, n, -1),
    category: readCodes(data.category, n),
    people: readColumn(data.people, n, -1),
    reaches: readLists(data.reaches, n),
    tied: readLists(data.tied, n),
    says: readColumn(data.says, n, ""),
    of: new Map(),
    byPlace: new Map()
  };
  for (var row = 0; row < n; row++) {
    if (hosts.asset[row] >= 0) putInto(hosts.of, hosts.asset[row], row);
    wordsAt(hosts.reaches, row).forEach(function (place) { putInto(hosts.byPlace, place, row); });
  }
  return hosts;
}

function putInto(map, key, value) {
  if (!map.has(key)) map.set(key, []);
  map.get(key).push(value);
}

function readPairs(data, names) {
  if (!data) return null;
  var n = data.n;
  var pairs = { n: n, of: new Map() };
  names.forEach(function (name) { pairs[name] = readColumn(data[name], n, name === "says" ? "" : -1); });
  for (var row = 0; row < n; row++) {
    [pairs.a[row], pairs.b[row]].forEach(function (end) {
      if (!pairs.of.has(end)) pairs.of.set(end, []);
      if (pairs.of.get(end).indexOf(row) < 0) pairs.of.get(end).push(row);
    });
  }
  return pairs;
}

/* Links between places; a number that the page was not given is -1, and nothing is said of it. */
function readLinks(data) {
  var links = readPairs(data, ["a", "b", "people", "groups", "ties", "interlocks", "weight", "says"]);
  if (!links) return null;
  links.expected = readColumn(data.expected, links.n, null);
  links.surprise = readColumn(data.surprise, links.n, null);
  links.q = readColumn(data.q, links.n, null);
  links.named = readLists(data.named, links.n);
  return links;
}

function readMissing(data) {
  var missing = readPairs(data, ["a", "b", "far", "bridge", "says"]);
  if (!missing) return null;
  missing.reason = readCodes(data.reason, missing.n);
  missing.shares = readLists(data.shares, missing.n);
  missing.ask = readLists(data.ask, missing.n);
  return missing;
}

/* Introductions: who, whom, and lists of others, row by row. */
function readMeetings(data, lists) {
  var pairs = readPairs(data, ["a", "b", "through", "says"]);
  if (!pairs) return null;
  lists.forEach(function (name) { pairs[name] = readLists(data[name], pairs.n); });
  return pairs;
}

/* What is known of some assets, by asset: lists of others, and a sentence. */
function readByAsset(data, lists) {
  var found = new Map();
  if (!data) return found;
  var says = readColumn(data.says, data.n, "");
  var read = lists.map(function (name) { return readLists(data[name], data.n); });
  readColumn(data.asset, data.n, -1).forEach(function (asset, k) {
    var row = { says: says[k] };
    lists.forEach(function (name, at) { row[name] = wordsAt(read[at], k); });
    found.set(asset, row);
  });
  return found;
}

/* People to ask: the reason of each, apart from it what each brings together, and who is ringed
   on the map: all of them, unless the page was told who. */
function readPeople(model, data) {
  model.ask = new Map();
  model.ringed = new Set();
  model.bridged = new Map();
  if (!data) return;
  var ring = readColumn(data.ring, data.n, 1);
  readColumn(data.asset, data.n, -1).forEach(function (asset, k) {
    if (ring[k]) model.ringed.add(asset);
  });
  readByAsset(data, ["places", "groups"]).forEach(function (row, asset) {
    model.ask.set(asset, row.says);
    if (row.places.length || row.groups.length) model.bridged.set(asset, row);
  });
}

function readUnnamed(data) {
  var found = new Map();
  if (!data) return found;
  var people = readColumn(data.people, data.n, -1);
  readColumn(data.place, data.n, -1).forEach(function (place, k) { found.set(place, people[k]); });
  return found;
}

function readModel(data) {
  var model = {
    data: data,
    assets: readAssets(data.assets),
    places: readPlaces(data.places),
    ties: readPairs(data.ties, ["a", "b"])
  };
  if (model.ties) model.ties.kind = readCodes(data.ties.kind, model.ties.n);
  FOUND.forEach(function (finding) { finding.read(model, data); });
  model.sources = readSources(data.sources);
  return model;
}

function readSources(data) {
  var sources = { n: data.n };
  ["name", "licence", "url", "how", "date"].forEach(function (name) {
    sources[name] = readColumn(data[name], data.n, "");
  });
  return sources;
}
