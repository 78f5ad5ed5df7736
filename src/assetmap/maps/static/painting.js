/* Painting: places and gaps, links, ties, what people bridge, assets and names, in that order. */

var LABELS_AT_MOST = 120;
var NO_GAP_SHADE = "#fbf9f4";
var GAP_LINE = "#5d4a68";
var SPECK_PX = 2.5;
var OUTLINED_FROM_PX = 7;
var BADGES_FROM_RADIUS = 5;

function paintAll(frame, model, view) {
  var inView = paintPlaces(frame, model, view);
  if (model.links && (view.showLinks || view.allLinks || view.place >= 0)) paintLinks(frame, model, view);
  paintMissing(frame, model, view);
  paintAssetShapes(frame, model, view);
  paintTies(frame, model, view);
  paintBridges(frame, model, view);
  paintAssets(frame, model, view);
  if (inView.length && inView.length <= LABELS_AT_MOST) paintLabels(frame, model.places, inView);
}

function seesBox(frame, box, b) {
  return box[b + 2] * frame.scale >= frame.left && box[b] * frame.scale <= frame.left + frame.width &&
    box[b + 3] * frame.scale >= frame.top && box[b + 1] * frame.scale <= frame.top + frame.height;
}

/* Add a shape to the path; vertices nearer than a pixel to the last one are passed over. */
function traceOutline(frame, outlines, k) {
  var ctx = frame.ctx, scale = frame.scale, xs = outlines.x, ys = outlines.y;
  for (var r = outlines.first[k]; r < outlines.first[k + 1]; r++) {
    var from = outlines.from[r], to = outlines.from[r + 1];
    var lastX = xs[from] * scale - frame.left, lastY = ys[from] * scale - frame.top;
    ctx.moveTo(lastX, lastY);
    for (var i = from + 1; i < to; i++) {
      var x = xs[i] * scale - frame.left, y = ys[i] * scale - frame.top;
      if (i < to - 1 && Math.abs(x - lastX) + Math.abs(y - lastY) < 1) continue;
      ctx.lineTo(x, y);
      lastX = x;
      lastY = y;
    }
    if (wordAt(outlines.form, r) === "ring") ctx.closePath();
  }
}

/* Places in batches of one look; returns the rows that are in view. */
function paintPlaces(frame, model, view) {
  var places = model.places, outline = places.outline, looks = new Map(), inView = [], frames = [];
  if (!outline) return inView;
  for (var k = 0; k < outline.owner.length; k++) {
    if (!seesBox(frame, outline.box, k * 4)) continue;
    var row = outline.owner[k];
    if (!view.drawsPlace(row)) {
      if (view.framesPlace(row)) frames.push(k);
      continue;
    }
    inView.push(row);
    var look = view.gapLook(row);
    if (!looks.has(look)) looks.set(look, []);
    looks.get(look).push(k);
  }
  Array.from(looks.keys()).sort().forEach(function (look) {
    fillPlaces(frame, model, looks.get(look), look);
  });
  strokePlaces(frame, outline, frames, "#8d8574", 1.4);
  if (view.place >= 0 && places.shapeOf[view.place] >= 0) {
    strokePlaces(frame, outline, [places.shapeOf[view.place]], INK, 2.6);
  }
  return inView;
}

/* Specks are too small for a pattern and show their shade alone. */
function fillPlaces(frame, model, shapes, look) {
  var ctx = frame.ctx, outline = model.places.outline, box = outline.box;
  var isSpeck = function (b) {
    return (box[b + 2] - box[b]) * frame.scale < SPECK_PX && (box[b + 3] - box[b + 1]) * frame.scale < SPECK_PX;
  };
  ctx.fillStyle = look < 0 ? NO_GAP_SHADE : groundOf(look);
  for (var k = 0; k < shapes.length; k++) {
    var at = shapes[k] * 4;
    if (isSpeck(at)) {
      ctx.fillRect(box[at] * frame.scale - frame.left, box[at + 1] * frame.scale - frame.top,
        (box[at + 2] - box[at]) * frame.scale, (box[at + 3] - box[at + 1]) * frame.scale);
    }
  }
  if (look >= 0) ctx.fillStyle = makeHatch(ctx, model.gaps, look, frame.ratio);
  ctx.strokeStyle = look < 0 ? "#b9b09c" : GAP_LINE;
  ctx.lineWidth = shapes.length > 4000 ? 0.4 : 0.9;
  ctx.lineJoin = "bevel";
  for (var s = 0; s < shapes.length; s++) {
    var b = shapes[s] * 4;
    if (isSpeck(b)) continue;
    var wide = (box[b + 2] - box[b]) * frame.scale, high = (box[b + 3] - box[b + 1]) * frame.scale;
    ctx.beginPath();
    traceOutline(frame, outline, shapes[s]);
    ctx.fill("evenodd");
    if (wide > OUTLINED_FROM_PX || high > OUTLINED_FROM_PX) ctx.stroke();
  }
}

function strokePlaces(frame, outline, shapes, colour, width) {
  if (!shapes.length) return;
  var ctx = frame.ctx;
  ctx.beginPath();
  shapes.forEach(function (k) { traceOutline(frame, outline, k); });
  ctx.strokeStyle = colour;
  ctx.lineWidth = width;
  ctx.stroke();
}

function traceArc(frame, ax, ay, bx, by) {
  var x0 = ax * frame.scale - frame.left, y0 = ay * frame.scale - frame.top;
  var x1 = bx * frame.scale - frame.left, y1 = by * frame.scale - frame.top;
  frame.ctx.beginPath();
  frame.ctx.moveTo(x0, y0);
  frame.ctx.quadraticCurveTo(
    (x0 + x1) / 2 - (y1 - y0) * 0.12, (y0 + y1) / 2 + (x1 - x0) * 0.12, x1, y1);
}

function paintAssetShapes(frame, model, view) {
  var shapes = model.assets.shapes, ctx = frame.ctx;
  if (!shapes) return;
  for (var k = 0; k < shapes.owner.length; k++) {
    var row = shapes.owner[k];
    if (!view.isShown[row] || !seesBox(frame, shapes.box, k * 4)) continue;
    var kind = kindOf(wordAt(model.assets.kind, row));
    ctx.beginPath();
    traceOutline(frame, shapes, k);
    ctx.fillStyle = kind.colour + "55";
    if (wordAt(shapes.form, shapes.first[k]) === "ring") ctx.fill("evenodd");
    ctx.strokeStyle = kind.colour;
    ctx.lineWidth = 3;
    ctx.stroke();
    for (var r = shapes.first[k]; r < shapes.first[k + 1]; r++) {
      if (wordAt(shapes.form, r) === "dot") {
        var p = shapes.from[r];
        paintSymbol(ctx, kind, shapes.x[p] * frame.scale - frame.left,
          shapes.y[p] * frame.scale - frame.top, 4, false);
      }
    }
  }
}

function paintTies(frame, model, view) {
  var ties = model.ties, a = model.assets;
  if (!ties) return;
  var rows = view.asset >= 0 ? ties.of.get(view.asset) || [] : [];
  if (view.showTies) rows = Array.from({ length: ties.n }, function (_, k) { return k; });
  frame.ctx.lineWidth = 1.4;
  rows.forEach(function (k) {
    var from = ties.a[k], to = ties.b[k];
    if (!view.isShown[from] || !view.isShown[to] || !(a.x[from] >= 0) || !(a.x[to] >= 0)) return;
    var mine = from === view.asset || to === view.asset;
    traceArc(frame, a.x[from], a.y[from], a.x[to], a.y[to]);
    frame.ctx.strokeStyle = mine ? INK : "rgba(29,43,47,.35)";
    frame.ctx.stroke();
  });
}

function countInView(frame, model, view) {
  var a = model.assets, shown = view.shown, n = 0;
  for (var k = 0; k < shown.length; k++) {
    var x = a.x[shown[k]] * frame.scale - frame.left, y = a.y[shown[k]] * frame.scale - frame.top;
    if (x >= 0 && y >= 0 && x <= frame.width && y <= frame.height) n++;
  }
  return n;
}

/* Symbols shrink where many share the view, in half pixels so that stamps are few. */
function radiusFor(n, frame) {
  var room = Math.sqrt((frame.width * frame.height) / Math.max(n, 1)) * 0.13;
  return Math.round(Math.min(Math.max(room, 2.2), 6.5) * 2) / 2;
}

/* Stamp each symbol once per kind and pixel: thousands on one spot cost one. */
function paintAssets(frame, model, view) {
  var a = model.assets, shown = view.shown;
  var n = countInView(frame, model, view);
  var r = (frame.radius = radiusFor(n, frame));
  var cell = n > 4000 ? 2 : 1;
  frame.ringed = new Set();
  frame.broken = new Set();
  var across = Math.ceil((frame.width + 40) / cell);
  var seen = new Uint8Array(across * Math.ceil((frame.height + 40) / cell));
  var spots = r >= BADGES_FROM_RADIUS ? new Map() : null;
  for (var k = 0; k < shown.length; k++) {
    var row = shown[k];
    var x = a.x[row] * frame.scale - frame.left, y = a.y[row] * frame.scale - frame.top;
    if (!(x >= -20 && y >= -20 && x < frame.width + 20 && y < frame.height + 20)) continue;
    var spot = Math.floor((y + 20) / cell) * across + Math.floor((x + 20) / cell);
    if (spots && spots.has(spot)) spots.get(spot).rows.push(row);
    else if (spots) spots.set(spot, { rows: [row], x: x, y: y });
    var bit = 1 << (a.kind.code[row] & 7);
    if (!(seen[spot] & bit)) {
      seen[spot] |= bit;
      stamp(frame, wordAt(a.kind, row), r, x, y, standsForPlace(a, row));
      take(frame, x, y, r + 2, r + 2, SYMBOL_COSTS);
    }
    if (r >= 4) paintRings(frame, model, view, row, spot, x, y);
  }
  frame.badges = spots ? findBadges(spots, r) : [];
  paintHosts(frame, model, view);
  paintBadges(frame);
  if (view.asset >= 0) {
    ring(frame.ctx, a.x[view.asset] * frame.scale - frame.left,
      a.y[view.asset] * frame.scale - frame.top, r + 7, INK, 3);
  }
}

/* A ring for somebody of a spot stands for all who have one there: each sort once. */
function paintRings(frame, model, view, row, spot, x, y) {
  var r = frame.radius;
  if (model.ringed.has(row) && !frame.ringed.has(spot)) {
    frame.ringed.add(spot);
    ring(frame.ctx, x, y, r + 5, ASK_COLOUR, 2);
    take(frame, x, y, r + 7, r + 7, SYMBOL_COSTS);
  }
  if (view.showFragile && model.fragile.has(row) && !frame.broken.has(spot)) {
    frame.broken.add(spot);
    brokenRing(frame.ctx, x, y, r + 9);
  }
}

function stamp(frame, word, r, x, y, hollow) {
  var key = word + "/" + r + "/" + frame.ratio + "/" + hollow;
  var s = frame.stamps[key] || (frame.stamps[key] = makeStamp(word, r, frame.ratio, hollow));
  frame.ctx.drawImage(s.canvas, toPixel(frame, x - s.side / 2), toPixel(frame, y - s.side / 2),
    s.side, s.side);
}

/* Stamps sit on whole pixels of the screen, so that their edges stay sharp. */
function toPixel(frame, x) {
  return Math.round(x * frame.ratio) / frame.ratio;
}

function ring(ctx, x, y, r, colour, width) {
  ctx.beginPath();
  ctx.arc(x, y, r, 0, 2 * Math.PI);
  ctx.strokeStyle = "#fff";
  ctx.lineWidth = width + 2;
  ctx.stroke();
  ctx.strokeStyle = colour;
  ctx.lineWidth = width;
  ctx.stroke();
}
