/* The panel: the legend is the filter; every choice is a labelled control. */

function buildPanel(app) {
  var body = document.getElementById("panel-body");
  [searchBox, kindBoxes, themeChoice, gapChoice, hostBox, peopleBox, linkBox, missingBox, tieBox,
    levelChoice].forEach(function (build) {
    var part = build(app);
    if (part) body.appendChild(part);
  });
  body.appendChild(el("button", { type: "button", class: "button", text: "Show everything again",
    on: function () { showEverything(app, body); } }));
}

function showEverything(app, body) {
  app.map.closePopup();
  Object.assign(app.view, openingChoices(app.model));
  body.querySelectorAll("input[type=checkbox]").forEach(function (b) { b.checked = b.defaultChecked; });
  body.querySelectorAll("option").forEach(function (o) { o.selected = o.defaultSelected; });
  body.querySelector("input[type=search]").value = "";
  paintGapLegend(app);
  app.refresh();
  app.fit();
}

function group(title, children) {
  return el("fieldset", { class: "group" }, [el("legend", { text: title })].concat(children));
}

function searchBox(app) {
  var timer = 0;
  var input = el("input", { type: "search", id: "search", autocomplete: "off", spellcheck: "false",
    placeholder: "A name, a theme, a place" });
  input.addEventListener("input", function () {
    window.clearTimeout(timer);
    timer = window.setTimeout(function () {
      app.view.query = input.value;
      app.refresh();
    }, 150);
  });
  return el("div", { class: "group", role: "search" }, [
    el("label", { for: "search", text: "Search" }), input]);
}

function kindBoxes(app) {
  var kinds = app.model.assets.kind, counts = countKinds(kinds);
  var words = kinds.of.slice().sort(function (p, q) {
    return KIND_ORDER.indexOf(p) - KIND_ORDER.indexOf(q);
  });
  return group("What is here", words.map(function (word) {
    var code = kinds.of.indexOf(word);
    return checkRow(kindSwatch(word, isHollow(app.model.assets, code)),
      kindOf(word) === OTHER_KIND ? word : kindOf(word).label, counts[code], true,
      { "data-kind": String(code) }, function (on) {
        if (on) app.view.kinds.add(word);
        else app.view.kinds.delete(word);
        app.refresh();
      });
  }).concat(markLegend(app)));
}

function countKinds(kinds) {
  var counts = new Array(kinds.of.length).fill(0);
  kinds.code.forEach(function (code) { if (code >= 0) counts[code]++; });
  return counts;
}

/* Whether a kind is drawn, and nowhere at an exact point. */
function isHollow(a, code) {
  var drawn = a.kind.code.map(function (c, row) { return c === code && a.x[row] >= 0 ? row : -1; })
    .filter(function (row) { return row >= 0; });
  return drawn.length > 0 && drawn.every(standsForPlace.bind(null, a));
}

/* What the other marks on the map mean. */
function markLegend(app) {
  var a = app.model.assets, rows = [];
  var hollow = a.x.findIndex(function (x, row) { return x >= 0 && standsForPlace(a, row); });
  if (hollow >= 0) {
    rows.push([kindSwatch(wordAt(a.kind, hollow), true), "Hollow: at the middle of its place"]);
  }
  if (a.n > 1) rows.push([badgeSwatch(2), "2: several here; click to choose"]);
  return rows.length ? [el("ul", { class: "legend marks" }, rows.map(function (pair) {
    return el("li", {}, [pair[0], el("span", { class: "quiet", text: pair[1] })]);
  }))] : [];
}

/* Beside each kind how many there are, and of those how many a search or theme leaves. */
function paintKindCounts(app) {
  var counts = countKinds(app.model.assets.kind), found = app.view.found;
  document.querySelectorAll("#panel-body input[data-kind]").forEach(function (box) {
    var code = Number(box.getAttribute("data-kind"));
    box.parentNode.querySelector(".number").textContent =
      (found ? sayCount(found[code]) + " of " : "") + sayCount(counts[code]);
  });
}

function checkRow(swatch, label, count, checked, attributes, change) {
  var box = el("input", Object.assign({ type: "checkbox", checked: checked }, attributes));
  box.addEventListener("change", function () { change(box.checked); });
  return el("label", { class: "check" }, [box, swatch, el("span", { class: "grow" }, [said(label)]),
    count === null ? null : el("span", { class: "number", text: sayCount(count) })]);
}

/* A box for a choice that is on or off, by its name in the view. */
function choiceRow(app, name, swatch, label, count) {
  return checkRow(swatch, label, count, app.view[name], {}, function (on) {
    app.view[name] = on;
    app.refresh();
  });
}

/* A choice among words; the value is the number of the word, -1 for all. */
function selectBox(id, label, first, words, chosen, change) {
  var options = words.map(function (pair) {
    return el("option", { value: String(pair[0]), text: pair[1], dir: "auto",
      selected: pair[0] === chosen });
  });
  if (first) options.unshift(el("option", { value: "-1", text: first, selected: chosen === -1 }));
  var select = el("select", { id: id }, options);
  select.addEventListener("change", function () { change(Number(select.value)); });
  return el("div", { class: "field" }, [el("label", { for: id, text: label }), select]);
}

function themeChoice(app) {
  var themes = app.model.assets.themes;
  if (!themes.of.length) return null;
  var counts = new Array(themes.of.length).fill(0);
  themes.code.forEach(function (code) { counts[code]++; });
  return el("div", { class: "group" }, [selectBox("theme", "Theme", "All themes",
    themes.of.map(function (word, k) { return [k, word + " (" + sayCount(counts[k]) + ")"]; }), -1,
    function (code) {
      app.view.theme = code;
      app.refresh();
    })]);
}

function gapChoice(app) {
  var gaps = app.model.gaps;
  if (!gaps) return null;
  return group("Gaps", [
    selectBox("gap", "Places to ask about", "No gaps shown", gaps.of.map(function (word, k) {
      return [k, capital(word) + " (" + sayCount(gaps.start[k + 1] - gaps.start[k]) + ")"];
    }), -1, function (code) {
      app.view.category = code;
      paintGapLegend(app);
      app.refresh();
    }),
    el("div", { id: "gap-legend", "aria-live": "polite" })
  ].concat(describeLost(gaps), [
    el("p", { class: "quiet", text: "A gap is a question to ask, not a verdict." })
  ]));
}

function tieBox(app) {
  if (!app.model.ties) return null;
  return group("Connections", [checkRow(lineSwatch(1.4, INK), "Ties between assets", app.model.ties.n, false, {},
    function (on) {
      app.view.showTies = on;
      app.refresh();
    })]);
}

function levelChoice(app) {
  var levels = app.model.places.level;
  if (levels.of.length < 2) return null;
  return el("div", { class: "group" }, [selectBox("level", "Places drawn as", "",
    [[SMALLEST, "Smallest places"]].concat(
      levels.of.map(function (word, k) { return [k, capital(word)]; })), app.view.level,
    function (code) {
      app.view.level = code;
      app.refresh();
    })]);
}

function paintCount(app) {
  var v = app.view, n = app.model.assets.n, hidden = v.rows.length - v.shown.length;
  var text = v.rows.length === n ? sayMany(n, "asset", "assets") + " shown"
    : sayCount(v.rows.length) + " of " + sayMany(n, "asset", "assets") + " shown";
  var note = hidden ? sayCount(hidden) + " not drawn: see the list" : "";
  document.getElementById("count").replaceChildren(el("span", { text: text }), el("span", {
    class: "quiet block", text: note }));
}
