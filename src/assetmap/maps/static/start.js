/* Start: the pieces are put together once the map exists. */

var STREET_ZOOM = 13;
var calm = window.matchMedia("(prefers-reduced-motion: reduce)");

function makeApp(map, model) {
  var app = { map: map, model: model, view: makeView(model), sections: [["map", "Map"]], opener: null };
  app.layer = new PaintedLayer(model, app.view);
  app.upTo = function (n) { return Array.from({ length: n }, function (_, k) { return k; }); };
  app.refresh = function () {
    choose(model, app.view);
    paintCount(app);
    paintKindCounts(app);
    paintLinkBox(app);
    app.layer.repaint();
    app.tables.forEach(function (table) { refillTable(app, table); });
  };
  app.fit = function () { fitAll(app); };
  app.openAsset = function (row) { openAsset(app, row, STREET_ZOOM); };
  app.openPlace = function (place) { openPlace(app, place); };
  return app;
}

function toLatLng(x, y) {
  var lat = (Math.atan(Math.sinh(Math.PI * (1 - 2 * y))) * 180) / Math.PI;
  return L.latLng(lat, (x - 0.5) * 360);
}

/* Everything that is drawn, without letting a few far-off points hide the rest. */
function fitAll(app) {
  var xs = [], ys = [], box = app.model.places.outline ? app.model.places.outline.box : [];
  for (var b = 0; b < box.length; b += 4) {
    xs.push(box[b], box[b + 2]);
    ys.push(box[b + 1], box[b + 3]);
  }
  if (!xs.length) {
    app.view.shown.forEach(function (row) {
      xs.push(app.model.assets.x[row]);
      ys.push(app.model.assets.y[row]);
    });
  }
  if (!xs.length) {
    app.map.setView([54.5, -3], 5, { animate: false });
    return;
  }
  var bounds = L.latLngBounds(toLatLng(least(xs), most(ys)), toLatLng(most(xs), least(ys)));
  app.map.fitBounds(bounds, { padding: [18, 18], maxZoom: 16, animate: false });
}

function least(values) {
  return values.reduce(function (p, q) { return Math.min(p, q); }, Infinity);
}

function most(values) {
  return values.reduce(function (p, q) { return Math.max(p, q); }, -Infinity);
}

function openPopup(app, latlng, node) {
  var size = app.map.getSize();
  var before = document.activeElement;
  if (before && before !== document.body && !before.closest(".leaflet-popup")) app.opener = before;
  app.reopening = true;
  app.popup = L.popup({ maxWidth: Math.min(340, size.x - 60), minWidth: Math.min(240, size.x - 80),
    maxHeight: Math.max(150, Math.round(size.y * 0.62)), autoPanPadding: [14, 14] })
    .setLatLng(latlng).setContent(node).openOn(app.map);
  app.reopening = false;
  var frame = app.popup.getElement();
  frame.setAttribute("role", "dialog");
  frame.setAttribute("aria-label", node.querySelector("h3").textContent);
  bringIntoView(app.map.getContainer(), frame);
  node.addEventListener("keydown", function (event) {
    if (event.key === "Escape") app.map.closePopup();
  });
  node.querySelector("h3").focus({ preventScroll: true });
}

/* Scroll the page where a popup would not be wholly visible: to the whole map if it fits. The
   map pans until the popup is inside it, which may still be under way. */
function bringIntoView(stage, frame) {
  var map = stage.getBoundingClientRect(), popup = frame.getBoundingClientRect();
  var top = Math.max(Math.min(popup.top, map.bottom - popup.height), map.top);
  var seen = window.innerHeight, bottom = top + popup.height;
  if (top >= 0 && bottom <= seen) return;
  if (map.height <= seen) {
    top = map.top;
    bottom = map.bottom;
  }
  window.scrollBy({ top: top < 0 || bottom - top > seen ? top : bottom - seen,
    behavior: calm.matches ? "auto" : "smooth" });
}

/* When a popup closes, reading goes on where it was opened from. */
function watchPopups(app) {
  app.map.on("popupclose", function (event) {
    if (app.reopening) return;
    var held = event.popup.getElement();
    var inside = !document.activeElement || document.activeElement === document.body ||
      (held && held.contains(document.activeElement));
    app.view.asset = app.view.place = -1;
    app.layer.repaint();
    if (inside && app.opener && document.contains(app.opener)) app.opener.focus({ preventScroll: true });
    app.opener = null;
  });
}

function openAsset(app, row, zoom) {
  var a = app.model.assets, place = a.place[row], places = app.model.places;
  var located = a.x[row] >= 0;
  var inPlace = !located && place >= 0 && places.x[place] >= 0;
  var at = located ? toLatLng(a.x[row], a.y[row])
    : inPlace ? toLatLng(places.x[place], places.y[place]) : app.map.getCenter();
  showMap(app, at, located && !standsForPlace(a, row) ? zoom : 0);
  app.view.asset = row;
  app.view.place = -1;
  openPopup(app, at, describeAsset(app, row));
  app.layer.repaint();
}

function openPlace(app, place) {
  var places = app.model.places, k = places.shapeOf[place], at = app.map.getCenter();
  if (k >= 0) {
    at = toLatLng(places.x[place], places.y[place]);
    showMap(app, at, 0);
  }
  app.view.place = place;
  app.view.asset = -1;
  openPopup(app, at, describePlace(app, place));
  app.layer.repaint();
}

/* Bring a point into the view of the map. */
function showMap(app, latlng, zoom) {
  if (!app.map.getBounds().contains(latlng) || app.map.getZoom() < zoom) {
    app.map.setView(latlng, Math.max(app.map.getZoom(), zoom), { animate: false });
  }
}

function openAt(app, latlng) {
  var rows = app.layer.assetsAt(app.map.latLngToLayerPoint(latlng));
  if (rows.length === 1) {
    openAsset(app, rows[0], 0);
  } else if (rows.length) {
    openPopup(app, latlng, describeSpot(app, rows));
  } else {
    var place = app.layer.placeAt(latlng);
    if (place < 0) return;
    app.view.place = place;
    openPopup(app, latlng, describePlace(app, place));
    app.layer.repaint();
  }
}

function watchMap(app) {
  var box = app.map.getContainer();
  box.setAttribute("role", "region");
  box.setAttribute("aria-label", "Map. Arrow keys move it, plus and minus zoom, Enter opens what is " +
    "at its middle. Everything on it is also in the list.");
  app.map.on("click", function (event) { openAt(app, event.latlng); });
  box.addEventListener("keydown", function (event) {
    if (event.key === "Enter" && event.target === box) openAt(app, app.map.getCenter());
  });
  var waiting = false;
  app.map.on("mousemove", function (event) {
    if (waiting) return;
    waiting = true;
    window.requestAnimationFrame(function () {
      waiting = false;
      box.classList.toggle("over", app.layer.assetsAt(event.layerPoint).length > 0);
    });
  });
  app.map.scrollWheelZoom.disable();
  app.map.on("focus", function () { app.map.scrollWheelZoom.enable(); });
  app.map.on("blur mouseout", function () { app.map.scrollWheelZoom.disable(); });
}

/* Readers who asked for less motion get none from panning either. */
function calmDown(map) {
  if (!calm.matches) return;
  var panBy = map.panBy;
  map.panBy = function (offset, options) {
    return panBy.call(map, offset, L.extend({}, options, { animate: false }));
  };
}

function buildHead(app) {
  var data = app.model.data, places = app.model.places;
  document.getElementById("page-title").appendChild(said(data.title));
  var drawn = app.upTo(places.n).filter(app.view.drawsPlace).length;
  var placed = countPlaced(app.model, app.view.drawsPlace);
  document.getElementById("page-summary").textContent = sayWhere(app.model.assets.n, placed, drawn) +
    ", as of " + sayDate(data.asOf);
  if (data.banner) {
    document.getElementById("team-banner").textContent = data.banner;
    document.getElementById("team-banner").hidden = false;
  }
  var nav = document.getElementById("page-nav");
  app.sections.concat([["about", "About"]]).forEach(function (pair) {
    nav.appendChild(el("a", { href: "#" + pair[0], text: pair[1] }));
  });
  document.querySelectorAll("nav a, .skip").forEach(function (link) {
    link.addEventListener("click", function (event) {
      var target = document.getElementById(link.getAttribute("href").slice(1));
      event.preventDefault();
      target.scrollIntoView({ behavior: calm.matches ? "auto" : "smooth" });
      target.focus({ preventScroll: true });
    });
  });
}

function buildAbout(app) {
  var data = app.model.data, a = app.model.assets, body = document.getElementById("about-body");
  var old = a.old.filter(Boolean).length;
  var add = function (node) { body.appendChild(node); };
  add(el("p", { text: "This page shows " + sayMany(data.shown, "asset", "assets") + " as of " +
    sayDate(data.asOf) + ". " + (old ? sayMany(old, "record is", "records are") +
    " marked old: nobody has confirmed " + (old === 1 ? "it" : "them") + " for a while." : "No record is marked old.") }));
  add(el("h3", { text: "What is not shown" }));
  add(data.withheld.length ? el("ul", { class: "plain" }, data.withheld.map(function (reason) {
    return el("li", {}, [said(capital(reason))]);
  })) : el("p", { text: "Nothing was withheld." }));
  add(el("p", { class: "quiet", text: "“Withheld” means left out of this page on purpose: somebody did not " +
    "agree to be shown, a location is kept back, a number of people is too small, or a record is closed." }));
  if (isPublic(app)) {
    add(el("p", { class: "quiet", text: "Where a number is blank or left out, nothing is said: there may be none, " +
      "some or many." }));
  }
  if (data.rules) add(el("p", { class: "quiet" }, [said(data.rules)]));
  if (data.fields.length) {
    add(el("p", { class: "quiet" }, [el("span", { text: "Fields on this page: " }),
      said(data.fields.map(sayWord).join(", ") + ".")]));
  }
  add(el("h3", { text: "How to read gaps" }));
  add(el("p", { text: "A gap is a question to ask, not a verdict. It may mean that nothing is within reach, " +
    "that there is less than people need, or only that nobody has told this map yet. The shade of a " +
    "place says how much is missing, its pattern says why; where nobody can tell yet, there is no shade " +
    "for how much. How sure a gap is depends on what was asked there, and how long ago." }));
  aboutFindings(app).forEach(add);
  add(el("h3", { text: "Sources and licences" }));
  add(el("ul", { class: "plain" }, app.upTo(app.model.sources.n).map(describeSource.bind(null, app))
    .concat([el("li", { text: "Map drawn with Leaflet " + L.version + ", © Vladimir Agafonkin and CloudMade, BSD 2-Clause." })])));
}

function aboutFindings(app) {
  var model = app.model, nodes = [], about = function (title, text) {
    nodes.push(el("h3", { text: title }), el("p", { text: text }));
  };
  if (model.ask.size || model.unnamed.size) {
    about("How to read people to ask", "A name here is an invitation to talk, not a rank: people are listed by " +
      "name. The map knows only what somebody wrote down; whom the neighbours would ask may not be on it yet.");
  }
  if (model.links || model.missing) {
    about("How to read links", isPublic(app) ? "A line joins two places that share groups, or groups that are tied, " +
      "as far as somebody recorded it. A dashed line joins places that are near or alike and for which no link is " +
      "shown: a question to ask, not a verdict."
      : "A line joins two places that share groups or people, or that have ties between them, " +
      "as far as somebody recorded it. A dashed line joins places that are near or alike and that nothing recorded " +
      "joins yet, or less than one would expect: a question to ask, not a verdict.");
  }
  return nodes;
}

function describeSource(app, k) {
  var s = app.model.sources;
  var rest = [s.licence[k], s.date[k] ? sayDate(s.date[k]) : "", s.how[k]].filter(Boolean).join(" · ");
  return el("li", {}, [said(s.name[k]), rest ? said(": " + rest) : null,
    s.url[k] ? el("span", { text: " " }) : null, s.url[k] ? webLink(s.url[k]) : null]);
}

window.assetmap = {
  start: function (map) {
    var app = makeApp(map, readModel(readIsland()));
    calmDown(map);
    L.control.attribution({ prefix: "Leaflet · sources and licences below" }).addTo(map);
    L.control.zoom({ position: "bottomright" }).addTo(map);
    L.control.scale({ imperial: false }).addTo(map);
    fitAll(app);
    app.layer.addTo(map);
    buildPanel(app);
    buildTables(app);
    buildHead(app);
    buildAbout(app);
    watchPopups(app);
    watchMap(app);
    app.refresh();
    window.addEventListener("resize", function () { map.invalidateSize({ animate: false }); });
  }
};
