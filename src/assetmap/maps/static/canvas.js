/* The canvas: one layer that Leaflet moves and scales, and that we paint. */

var BADGE_SLACK_PX = 2;

var PaintedLayer = L.Renderer.extend({
  options: { padding: 0.15 },

  initialize: function (model, view) {
    L.Renderer.prototype.initialize.call(this);
    this._model = model;
    this._view = view;
    this._stamps = {};
  },

  _initContainer: function () {
    this._container = document.createElement("canvas");
    this._container.className = "assetmap-canvas";
    this._container.setAttribute("aria-hidden", "true");
  },

  _destroyContainer: function () {
    this._container.remove();
    delete this._container;
  },

  /* Leaflet calls this when the view has settled. */
  _update: function () {
    if (this._map._animatingZoom && this._bounds) return;
    L.Renderer.prototype._update.call(this);
    this._ratio = window.devicePixelRatio || 1;
    var size = this._bounds.getSize();
    var canvas = this._container;
    canvas.width = Math.round(size.x * this._ratio);
    canvas.height = Math.round(size.y * this._ratio);
    canvas.style.width = size.x + "px";
    canvas.style.height = size.y + "px";
    L.DomUtil.setPosition(canvas, this._bounds.min);
    this.repaint();
  },

  /* Paint once per frame, however many reasons there were to. */
  repaint: function () {
    if (!this._due) this._due = L.Util.requestAnimFrame(this._paint, this);
  },

  _paint: function () {
    this._due = null;
    if (!this._map || !this._bounds) return;
    var ctx = this._container.getContext("2d");
    var size = this._bounds.getSize();
    var origin = this._map.getPixelOrigin().add(this._bounds.min);
    var frame = {
      ctx: ctx,
      scale: 256 * Math.pow(2, this._map.getZoom()),
      left: origin.x,
      top: origin.y,
      width: size.x,
      height: size.y,
      ratio: this._ratio,
      stamps: this._stamps
    };
    ctx.setTransform(this._ratio, 0, 0, this._ratio, 0, 0);
    ctx.clearRect(0, 0, size.x, size.y);
    paintAll(frame, this._model, this._view);
    this._frame = frame;
  },

  /* Assets under a point of the page, the nearest first; all of a badge under its number. */
  assetsAt: function (layerPoint) {
    if (!this._frame) return [];
    var f = this._frame, a = this._model.assets, shown = this._view.shown;
    var x = layerPoint.x - this._bounds.min.x + f.left;
    var y = layerPoint.y - this._bounds.min.y + f.top;
    var badge = f.badges.find(function (b) {
      return Math.abs(x - f.left - b.x) <= b.half + BADGE_SLACK_PX &&
        Math.abs(y - f.top - b.y) <= 7 + BADGE_SLACK_PX;
    });
    if (badge) return badge.rows;
    var reach = f.radius + 5, found = [];
    for (var k = 0; k < shown.length; k++) {
      var row = shown[k];
      var dx = a.x[row] * f.scale - x, dy = a.y[row] * f.scale - y;
      var away = dx * dx + dy * dy;
      if (away <= reach * reach) found.push([away, row]);
    }
    found.sort(function (p, q) { return p[0] - q[0] || p[1] - q[1]; });
    if (found.length) return found.map(function (pair) { return pair[1]; });
    return a.shapes ? this._shapesAt(x / f.scale, y / f.scale) : [];
  },

  _shapesAt: function (wx, wy) {
    var shapes = this._model.assets.shapes, isShown = this._view.isShown, found = [];
    for (var k = 0; k < shapes.owner.length; k++) {
      if (isShown[shapes.owner[k]] && holdsPoint(shapes, k, wx, wy)) found.push(shapes.owner[k]);
    }
    return found;
  },

  /* The place of the level being shown that holds a point, or -1. */
  placeAt: function (latlng) {
    return findPlaceAt(this._model.places, this._view.drawsPlace, worldX(latlng.lng), worldY(latlng.lat));
  }
});

function findPlaceAt(places, drawsPlace, x, y) {
  if (!places.outline) return -1;
  for (var k = 0; k < places.outline.owner.length; k++) {
    var row = places.outline.owner[k];
    if (drawsPlace(row) && holdsPoint(places.outline, k, x, y)) return row;
  }
  return -1;
}

function holdsPoint(outlines, k, x, y) {
  var box = outlines.box, b = k * 4, inside = false;
  if (x < box[b] || y < box[b + 1] || x > box[b + 2] || y > box[b + 3]) return false;
  for (var r = outlines.first[k]; r < outlines.first[k + 1]; r++) {
    if (wordAt(outlines.form, r) !== "ring") continue;
    var from = outlines.from[r], to = outlines.from[r + 1];
    for (var i = from, j = to - 1; i < to; j = i++) {
      var yi = outlines.y[i], yj = outlines.y[j];
      if (yi > y !== yj > y) {
        var cut = ((outlines.x[j] - outlines.x[i]) * (y - yi)) / (yj - yi) + outlines.x[i];
        if (x < cut) inside = !inside;
      }
    }
  }
  return inside;
}
