/* Labels: how many share a spot, and the names of places where they can be read. */

var TAKEN_PX = 6;
var LABEL_HALF_HIGH = 9;
var LABEL_STEPS = [0, 18, -18, 24, -24, 30, -30, 36, -36, 42, -42, 50, -50, 58, -58];
var SYMBOL_COSTS = 4;
var BADGE_COSTS = 16;
var OUTSIDE_COSTS = 30;

/* Remember what is drawn here and what covering it would cost, so that names go beside it. */
function take(frame, x, y, halfWide, halfHigh, cost) {
  var t = frame.taken || (frame.taken = makeTaken(frame));
  eachTaken(t, x, y, halfWide, halfHigh, function (at) {
    if (t.cells[at] < cost) t.cells[at] = cost;
  });
}

function makeTaken(frame) {
  var across = Math.ceil(frame.width / TAKEN_PX), down = Math.ceil(frame.height / TAKEN_PX);
  return { across: across, down: down, cells: new Uint8Array(across * down) };
}

function eachTaken(t, x, y, halfWide, halfHigh, visit) {
  var right = Math.min(Math.floor((x + halfWide) / TAKEN_PX), t.across - 1);
  var bottom = Math.min(Math.floor((y + halfHigh) / TAKEN_PX), t.down - 1);
  for (var v = Math.max(Math.floor((y - halfHigh) / TAKEN_PX), 0); v <= bottom; v++) {
    for (var u = Math.max(Math.floor((x - halfWide) / TAKEN_PX), 0); u <= right; u++) {
      visit(v * t.across + u);
    }
  }
}

function countTaken(frame, x, y, halfWide, halfHigh) {
  var t = frame.taken, n = 0;
  if (t) eachTaken(t, x, y, halfWide, halfHigh, function (at) { n += t.cells[at]; });
  return n;
}

function halfBadge(text) {
  return 5 + text.length * 2.6;
}

/* One badge for each spot that is shared; badges that would overlap become one for all. */
function findBadges(spots, r) {
  var badges = [];
  var shared = Array.from(spots.values()).filter(function (spot) { return spot.rows.length > 1; });
  shared.sort(function (p, q) { return q.rows.length - p.rows.length || p.rows[0] - q.rows[0]; });
  shared.forEach(function (spot) {
    var x = spot.x + r + 2, y = spot.y - r - 2, half = halfBadge(String(spot.rows.length));
    var near = badges.find(function (b) {
      return Math.abs(b.x - x) < b.half + half && Math.abs(b.y - y) < 14;
    });
    if (!near) badges.push({ x: x, y: y, half: half, rows: spot.rows });
    else {
      near.rows = near.rows.concat(spot.rows).sort(function (p, q) { return p - q; });
      near.half = halfBadge(String(near.rows.length));
    }
  });
  return badges;
}

function paintBadges(frame) {
  frame.badges.forEach(function (badge) {
    paintBadge(frame.ctx, String(badge.rows.length), badge.x, badge.y, badge.half);
    take(frame, badge.x, badge.y, badge.half, 7, BADGE_COSTS);
  });
}

function paintBadge(ctx, text, x, y, half) {
  ctx.font = "600 10px system-ui, sans-serif";
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  ctx.beginPath();
  ctx.roundRect(x - half, y - 7, half * 2, 14, 7);
  ctx.fillStyle = INK;
  ctx.fill();
  ctx.fillStyle = "#fff";
  ctx.fillText(text, x, y + 0.5);
}

/* Names of places, the largest first; one that would cover another is left out. */
function paintLabels(frame, places, rows) {
  var ctx = frame.ctx, box = places.outline.box;
  var width = function (row) { var b = places.shapeOf[row] * 4; return box[b + 2] - box[b]; };
  ctx.font = "600 12.5px system-ui, -apple-system, 'Segoe UI', sans-serif";
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  ctx.lineJoin = "round";
  frame.labels = [];
  rows.sort(function (p, q) { return width(q) - width(p) || p - q; }).forEach(function (row) {
    var text = clip(places.name[row], 34), half = ctx.measureText(text).width / 2 + 3;
    if (half * 2 > width(row) * frame.scale * 1.3) return;
    var at = roomForLabel(frame, places, row, half);
    if (!at) return;
    frame.labels.push({ row: row, x: at.x, y: at.y, half: half });
    ctx.strokeStyle = "rgba(255,255,255,.95)";
    ctx.lineWidth = 4;
    ctx.strokeText(text, at.x, at.y);
    ctx.fillStyle = "#3b382d";
    ctx.fillText(text, at.x, at.y);
  });
}

/* The spot in or near a place that covers least of what is drawn, the nearest of equals. */
function roomForLabel(frame, places, row, half) {
  var x0 = places.x[row] * frame.scale - frame.left, y0 = places.y[row] * frame.scale - frame.top;
  var best = null, least = Infinity;
  LABEL_STEPS.forEach(function (down) {
    [0, -0.5, 0.5, -1, 1].forEach(function (aside) {
      var x = x0 + aside * half, y = y0 + down;
      var cost = countTaken(frame, x, y, half, LABEL_HALF_HIGH) +
        (Math.abs(down) + Math.abs(aside * half)) / 20;
      if (cost >= least || coversLabel(frame, x, y, half)) return;
      cost += OUTSIDE_COSTS * countOutside(frame, places, row, x, y, half);
      if (cost >= least) return;
      least = cost;
      best = { x: x, y: y };
    });
  });
  return best;
}

function coversLabel(frame, x, y, half) {
  return frame.labels.some(function (label) {
    return Math.abs(label.x - x) < label.half + half && Math.abs(label.y - y) < LABEL_HALF_HIGH * 2;
  });
}

/* How many of three points of a name lie outside its place. */
function countOutside(frame, places, row, x, y, half) {
  return [-half / 2, 0, half / 2].filter(function (aside) {
    return !holdsPoint(places.outline, places.shapeOf[row], (x + aside + frame.left) / frame.scale,
      (y + frame.top) / frame.scale);
  }).length;
}

function clip(text, most) {
  return text.length > most ? text.slice(0, most - 1) + "…" : text;
}
