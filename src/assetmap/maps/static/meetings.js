/* Meetings: who could be introduced to whom, through whom, and what that would do. */

/* On the card of somebody: who might enjoy meeting. Of two people both are named, the first of a
   sentence first; else the sentence names the group, and whose card it is needs no name. */
function describeMeetings(app, asset) {
  var nodes = [];
  [app.model.introductions, app.model.safeguards].forEach(function (pairs) {
    (pairs ? pairs.of.get(asset) || [] : []).forEach(function (row) {
      var through = pairs.through[row], ends = [pairs.a[row], pairs.b[row]];
      var both = ends.every(function (end) { return wordAt(app.model.assets.kind, end) === "individual"; });
      if (!both) ends = [ends[0] === asset ? ends[1] : ends[0]];
      nodes.push(el("li", {}, [assetButton(app, ends[0]), both ? el("span", { text: " and " }) : null,
        both ? assetButton(app, ends[1]) : null, through >= 0 ? el("span", { text: ", through " }) : null,
        through >= 0 ? assetButton(app, through) : null,
        el("span", { class: "block small" }, [said(pairs.says[row])])]));
    });
  });
  return nodes.length ? [el("p", { class: "label", text: "Might enjoy meeting" }),
    el("ul", { class: "plain meeting" }, nodes)] : [];
}

function meetingTables(app) {
  var model = app.model, tables = [];
  if (model.introductions) {
    tables.push(makeTable(app, "introductions", "Introductions to make", ["Who", "Meets", "Through", "Why"],
      introductionCells, function () { return app.upTo(model.introductions.n); }));
  }
  if (model.safeguards) {
    tables.push(makeTable(app, "safeguards", "Introductions that share what rests on one",
      ["Who", "Meets", "What it would do", "Ties that are the only way now"], safeguardCells,
      function () { return app.upTo(model.safeguards.n); }));
  }
  return tables;
}

function nobodyYet(text) {
  return el("span", { class: "quiet", text: text });
}

function introductionCells(app, row) {
  var pairs = app.model.introductions, through = pairs.through[row];
  return [rowHead([assetButton(app, pairs.a[row])]), nameCell(assetButton(app, pairs.b[row])),
    nameCell(through >= 0 ? assetButton(app, through) : nobodyYet("Nobody yet: who knows both?")),
    cell([said(pairs.says[row])])];
}

/* Where nobody has agreed yet, whom to ask stands first. */
function safeguardCells(app, row) {
  var pairs = app.model.safeguards, ask = wordsAt(pairs.ask, row), a = pairs.a[row], b = pairs.b[row];
  var first = a >= 0 ? [assetButton(app, a)]
    : ask.length ? [el("span", { class: "block", text: "To be asked:" }), sideBySide(ask, assetButton.bind(null, app))]
      : [nobodyYet("Nobody yet")];
  return [rowHead(first), nameCell(b >= 0 ? assetButton(app, b) : nobodyYet("–")),
    cell([said(pairs.says[row])]), namesCell([tieEnds(app, wordsAt(pairs.ends, row))])];
}

/* Ties as pairs of names, from their ends two by two. */
function tieEnds(app, ends) {
  var pairs = [];
  for (var k = 0; k + 1 < ends.length; k += 2) pairs.push([ends[k], ends[k + 1]]);
  return sideBySide(pairs, function (pair) {
    return el("span", {}, [assetButton(app, pair[0]), el("span", { text: " and " }), assetButton(app, pair[1])]);
  });
}

FOUND.push({
  read: function (model, data) {
    model.safeguards = readMeetings(data.safeguards, ["ends", "ask"]);
    model.introductions = readMeetings(data.introductions, []);
  },
  tables: meetingTables,
  names: { introductions: "Introductions" }
});
