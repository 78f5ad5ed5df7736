/* Hosts: existing spaces that could host what is missing, as suggestions to talk about. */

var HOST_COLOUR = "#0b5457";

/* A roof over a symbol: the symbol stays to be seen. */
function paintRoof(ctx, x, y, r) {
  ctx.beginPath();
  ctx.moveTo(x - r, y + r * 0.9);
  ctx.lineTo(x - r, y - r * 0.35);
  ctx.lineTo(x, y - r * 1.35);
  ctx.lineTo(x + r, y - r * 0.35);
  ctx.lineTo(x + r, y + r * 0.9);
  ctx.closePath();
  ctx.lineJoin = "round";
  ctx.strokeStyle = "#fff";
  ctx.lineWidth = 5;
  ctx.stroke();
  ctx.strokeStyle = HOST_COLOUR;
  ctx.lineWidth = 2.6;
  ctx.stroke();
}

function hostSwatch() {
  return makeSwatch(22, 22, function (ctx) { paintRoof(ctx, 11, 12.5, 7); });
}

function paintHosts(frame, model, view) {
  var hosts = model.hosts, a = model.assets;
  if (!hosts || !view.showHosts) return;
  hosts.of.forEach(function (_rows, asset) {
    if (!view.isShown[asset] || !(a.x[asset] >= 0)) return;
    var x = a.x[asset] * frame.scale - frame.left, y = a.y[asset] * frame.scale - frame.top;
    var r = Math.max(frame.radius + 5, 8);
    paintRoof(frame.ctx, x, y, r);
    take(frame, x, y, r + 3, r + 5, SYMBOL_COSTS);
  });
}

function sayWanted(hosts, k) {
  var word = wordAt(hosts.category, k);
  return "what is missing" + (word ? " (" + word + ")" : "");
}

/* What a host would bring, from the numbers on the page: of how many people is said where known. */
function sayHost(model, k) {
  var hosts = model.hosts, places = wordsAt(hosts.reaches, k).length;
  if (hosts.says[k]) return hosts.says[k];
  if (hosts.asset[k] < 0) {
    return "Nothing on this map that could host " + sayWanted(hosts, k) +
      " is in reach of here. Who knows of somewhere?";
  }
  var text = "If it hosted " + sayWanted(hosts, k) + ", ", tied = wordsAt(hosts.tied, k).length;
  if (hosts.people[k] > 0) text += "about " + sayCount(hosts.people[k]) + " more people in ";
  text += sayMany(places, "place", "places") + " would have that in reach";
  if (k > 0 && hosts.asset[k - 1] >= 0 && hosts.category.code[k - 1] === hosts.category.code[k]) text += ", beyond those of the hosts before it";
  return text + "." + (tied ? " Tied to it on this map: " + sayMany(tied, "asset", "assets") + "." : "");
}

/* On the card of an asset: what it could host, and for whom. */
function describeHost(app, asset) {
  var model = app.model, rows = model.hosts ? model.hosts.of.get(asset) || [] : [];
  return rows.map(function (k) {
    var reaches = wordsAt(model.hosts.reaches, k), named = reaches.slice(0, STRENGTHS_NAMED);
    var more = reaches.length - named.length;
    return el("div", { class: "host" }, [
      el("p", {}, [el("strong", { text: "Could be a host. " }), said(sayHost(model, k))]),
      named.length ? el("p", { class: "listed" }, named.map(placeButton.bind(null, app)).concat(
        more > 0 ? [el("span", { text: "and " + sayCount(more) + " more" })] : [])) : null,
      el("p", { class: "quiet", text: "A conversation to have with those who run it, not a plan." })
    ]);
  });
}

/* On the card of a place: who could bring in what it has not. */
function describeHostsOf(app, place) {
  var hosts = app.model.hosts, rows = hosts ? hosts.byPlace.get(place) || [] : [];
  rows = rows.filter(function (k) { return hosts.asset[k] >= 0; });
  if (!rows.length) return [];
  return [el("h4", { text: "Could host what is missing" }), el("ul", { class: "spots" },
    rows.map(function (k) {
      var word = wordAt(hosts.category, k);
      return el("li", {}, [hostSwatch(), assetButton(app, hosts.asset[k]),
        word ? el("span", { class: "quiet" }, [said(word)]) : null]);
    }))];
}

function hostBox(app) {
  var hosts = app.model.hosts;
  if (!hosts) return null;
  return group("Suggested hosts", [
    checkRow(hostSwatch(), "Could host what is missing", hosts.of.size, app.view.showHosts, {},
      function (on) {
        app.view.showHosts = on;
        app.refresh();
      }),
    el("p", { class: "quiet", text: "Worth a conversation with those who run them, not a plan." })
  ]);
}

/* In the order of the findings: hosts first, then what no host could reach. */
function hostCells(app, k) {
  var hosts = app.model.hosts, place = hosts.place[k], at = hosts.asset[k];
  var where = place >= 0 ? placeButton(app, place) : el("span", { class: "quiet", text: "–" });
  return [rowHead([at >= 0 ? assetButton(app, at) : el("span", { text: "No host yet" })]),
    cell([where]), cell([said(sayHost(app.model, k))])];
}

function hostTables(app) {
  var hosts = app.model.hosts;
  return hosts ? [makeTable(app, "hosts", "Suggested hosts", ["Host", "Place", "What it would bring"],
    hostCells, function () { return app.upTo(hosts.n); })] : [];
}

FOUND.push({
  read: function (model, data) { model.hosts = readHosts(data.hosts); },
  tables: hostTables,
  names: { hosts: "Hosts" }
});
