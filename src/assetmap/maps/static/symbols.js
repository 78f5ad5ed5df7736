/* Symbols: six kinds by colour and shape; Okabe and Ito’s colours. */

var INK = "#1d2b2f";
var KINDS = {
  individual: { label: "People’s gifts", name: "Person", one: "person",
    many: "people", colour: "#cc79a7", shape: "circle" },
  association: { label: "Associations", name: "Association", one: "association",
    many: "associations", colour: "#009e73", shape: "triangle" },
  institution: { label: "Institutions", name: "Institution", one: "institution",
    many: "institutions", colour: "#0072b2", shape: "square" },
  space: { label: "Spaces", name: "Space", one: "space",
    many: "spaces", colour: "#e69f00", shape: "diamond" },
  exchange: { label: "Exchange", name: "Exchange", one: "exchange",
    many: "exchanges", colour: "#d55e00", shape: "plus" },
  culture: { label: "Culture", name: "Culture", one: "cultural asset",
    many: "cultural assets", colour: "#56b4e9", shape: "star" }
};
var KIND_ORDER = Object.keys(KINDS);
var OTHER_KIND = { label: "Other", name: "Other", one: "other",
  many: "others", colour: "#8a8f94", shape: "circle" };

function kindOf(word) {
  return Object.prototype.hasOwnProperty.call(KINDS, word) ? KINDS[word] : OTHER_KIND;
}

function traceShape(ctx, shape, x, y, r) {
  ctx.beginPath();
  if (shape === "circle") ctx.arc(x, y, r, 0, 2 * Math.PI);
  if (shape === "square") ctx.rect(x - r * 0.88, y - r * 0.88, r * 1.76, r * 1.76);
  if (shape === "triangle") tracePolygon(ctx, x, y + r * 0.15, r * 1.2, 3, 1);
  if (shape === "diamond") tracePolygon(ctx, x, y, r * 1.2, 4, 1);
  if (shape === "star") tracePolygon(ctx, x, y, r * 1.3, 10, 0.5);
  if (shape === "plus") tracePlus(ctx, x, y, r * 1.05);
}

/* Corners around a centre, every other one pulled in to `inner` of the radius. */
function tracePolygon(ctx, x, y, r, corners, inner) {
  for (var i = 0; i < corners; i++) {
    var angle = (i * 2 * Math.PI) / corners - Math.PI / 2;
    var reach = i % 2 ? r * inner : r;
    ctx.lineTo(x + Math.cos(angle) * reach, y + Math.sin(angle) * reach);
  }
  ctx.closePath();
}

function tracePlus(ctx, x, y, r) {
  var w = r * 0.42;
  [[-w, -r], [w, -r], [w, -w], [r, -w], [r, w], [w, w], [w, r], [-w, r], [-w, w], [-r, w], [-r, -w],
    [-w, -w]].forEach(function (p) { ctx.lineTo(x + p[0], y + p[1]); });
  ctx.closePath();
}

/* Hollow: what is known only by its place, so that nobody takes it for an exact point. */
function paintSymbol(ctx, kind, x, y, r, hollow) {
  traceShape(ctx, kind.shape, x, y, r);
  ctx.lineJoin = "round";
  if (r >= 4) {
    ctx.strokeStyle = "rgba(255,255,255,.95)";
    ctx.lineWidth = 3.4;
    ctx.stroke();
  }
  ctx.fillStyle = hollow ? "#fff" : kind.colour;
  ctx.fill();
  ctx.strokeStyle = INK;
  ctx.lineWidth = hollow ? Math.min(r * 0.6, 3.6) : r >= 4 ? 1.2 : 0.6;
  ctx.stroke();
  if (!hollow) return;
  ctx.strokeStyle = kind.colour;
  ctx.lineWidth = Math.min(r * 0.42, 2.4);
  ctx.stroke();
}

/* A symbol drawn once and stamped many times. */
function makeStamp(word, r, ratio, hollow) {
  var side = Math.ceil((r * 1.4 + 4) * 2);
  var canvas = makeCanvas(side, side, ratio);
  paintSymbol(canvas.getContext("2d"), kindOf(word), side / 2, side / 2, r, hollow);
  return { canvas: canvas, side: side };
}

function makeCanvas(width, height, ratio) {
  var canvas = document.createElement("canvas");
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  canvas.getContext("2d").setTransform(ratio, 0, 0, ratio, 0, 0);
  return canvas;
}

/* A small canvas for a legend; what it shows is said in words beside it. */
function makeSwatch(width, height, paint) {
  var ratio = window.devicePixelRatio || 1;
  var canvas = makeCanvas(width, height, ratio);
  canvas.className = "swatch";
  canvas.style.width = width + "px";
  canvas.style.height = height + "px";
  canvas.setAttribute("aria-hidden", "true");
  paint(canvas.getContext("2d"));
  return canvas;
}

function kindSwatch(word, hollow) {
  return makeSwatch(22, 22, function (ctx) { paintSymbol(ctx, kindOf(word), 11, 11, 6.5, hollow); });
}

function badgeSwatch(n) {
  return makeSwatch(22, 22, function (ctx) {
    var text = String(n);
    paintBadge(ctx, text, 11, 11, halfBadge(text));
  });
}
