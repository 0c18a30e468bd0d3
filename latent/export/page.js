"use strict";
// One map or several of many small images, drawn pixel by pixel: every browser can do that, with or
// without a graphics card. What the data hold of names is only ever set as text.

const data = JSON.parse(element("data").textContent);
const { n, height, width, is_color: isColor } = data;
const channels = isColor ? 3 : 1;
const numbers = new Uint32Array(decoded(data.numbers));
const labels = new Uint8Array(decoded(data.labels));
const typefaces = data.typefaces && new Uint32Array(decoded(data.typefaces.indices));
const near = data.neighbors && {
  indices: new Uint32Array(decoded(data.neighbors.indices)),
  distances: new Float32Array(decoded(data.neighbors.distances)),
};
const maps = data.maps.map((each) => ({ ...each, positions: new Float32Array(decoded(each.positions)) }));
const colors = data.colors;

const mapCanvas = element("map"), marks = element("marks");
const pen = mapCanvas.getContext("2d"), markPen = marks.getContext("2d");

const LEAST_TILE = 5, MOST_TILE = 112, LARGEST_ZOOM = 300;
const GROWTH = 0.72; // of a tile's side, as a power of the zoom: below 1, so that images part
const GRID = 64; // cells a side, to find the image under the mouse
const FAST_ENOUGH = 28; // milliseconds of a drawing while something moves

let pixels; // of all images, one after the other
let current = 0; // the map that is shown
let places = maps[0].positions.slice(); // where the images are now, from 0 to 1, y upwards
let view = { x: 0.5, y: 0.5, zoom: 1 }; // what is in the middle, and how much closer than the whole
let chosen = new Set(); // classes; none stands for all
let found = null; // for each image whether the search found it
let visible = new Uint8Array(n).fill(1);
let hovered = -1, pinned = -1;
let moving = false, ratio = 1, redraw = 0, settle = 0, flight = 0;
let grid = null;

function element(id) { return document.getElementById(id); }

function decoded(base64) {
  const text = atob(base64), bytes = new Uint8Array(text.length);
  for (let k = 0; k < text.length; k++) bytes[k] = text.charCodeAt(k);
  return bytes.buffer;
}

function made(tag, className, text) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

// --- images ---------------------------------------------------------------------------------------

async function readImages() {
  const all = new Uint8Array(n * height * width * channels);
  for (let page = 0, first = 0; page < data.n_pages; page++, first += data.n_a_page) {
    const block = element(`page-${page}`), image = new Image();
    image.src = `data:${data.mime_type};base64,${block.textContent}`;
    await image.decode();
    block.remove();
    const canvas = document.createElement("canvas");
    canvas.width = image.naturalWidth;
    canvas.height = image.naturalHeight;
    const context = canvas.getContext("2d", { willReadFrequently: true });
    context.drawImage(image, 0, 0);
    for (let k = first; k < Math.min(first + data.n_a_page, n); k += data.n_columns) {
      const row = Math.floor((k - first) / data.n_columns);
      const strip = context.getImageData(0, row * data.cell_height, canvas.width, height).data;
      for (let column = 0; column < data.n_columns && k + column < n; column++) {
        let to = (k + column) * height * width * channels;
        for (let y = 0; y < height; y++) {
          let from = (y * canvas.width + column * data.cell_width) * 4;
          for (let x = 0; x < width; x++, from += 4) {
            all[to++] = strip[from];
            if (isColor) { all[to++] = strip[from + 1]; all[to++] = strip[from + 2]; }
          }
        }
      }
    }
  }
  return all;
}

// The images at the size of tiles that is shown now, made as they are needed.
const tiles = {
  side: 0, h: 0, w: 0, bytes: 0, used: 0, pool: new Uint8Array(1 << 16), place: new Int32Array(n),
  ofSide(side) {
    if (side === this.side) return;
    const longer = Math.max(height, width);
    this.side = side;
    this.h = Math.max(Math.round(side * height / longer), 1);
    this.w = Math.max(Math.round(side * width / longer), 1);
    this.bytes = this.h * this.w * channels;
    this.used = 0;
    this.place.fill(-1);
    this.rows = shares(height, this.h);
    this.columns = shares(width, this.w);
    this.half = new Float32Array(this.h * width * channels);
  },
  of(k) {
    if (this.place[k] >= 0) return this.place[k];
    if (this.used + this.bytes > this.pool.length) {
      const larger = new Uint8Array(Math.max(this.pool.length * 2, this.used + this.bytes));
      larger.set(this.pool.subarray(0, this.used));
      this.pool = larger;
    }
    const start = this.place[k] = this.used;
    this.used += this.bytes;
    const from = k * height * width * channels, row = width * channels, { half, pool } = this;
    half.fill(0);
    for (let y = 0; y < this.h; y++) {
      const { first, weights } = this.rows[y];
      for (let i = 0; i < weights.length; i++) {
        const at = from + (first + i) * row, weight = weights[i];
        for (let x = 0; x < row; x++) half[y * row + x] += weight * pixels[at + x];
      }
    }
    let to = start;
    for (let y = 0; y < this.h; y++) {
      for (let x = 0; x < this.w; x++) {
        const { first, weights } = this.columns[x];
        for (let c = 0; c < channels; c++) {
          let sum = 0.5;
          for (let i = 0; i < weights.length; i++) sum += weights[i] * half[y * row + (first + i) * channels + c];
          pool[to++] = sum;
        }
      }
    }
    return start;
  },
};

// How much of which old pixels each new one takes: the area it covers, or the two it lies between.
function shares(old, fresh) {
  const all = [], step = old / fresh;
  for (let k = 0; k < fresh; k++) {
    if (fresh > old) {
      const at = Math.min(Math.max((k + 0.5) * step - 0.5, 0), old - 1), first = Math.min(Math.floor(at), Math.max(old - 2, 0));
      all.push({ first, weights: old > 1 ? [1 - (at - first), at - first] : [1] });
      continue;
    }
    const low = k * step, high = (k + 1) * step, first = Math.floor(low + 1e-9), weights = [];
    for (let i = first; i < high - 1e-9; i++) weights.push((Math.min(i + 1, high) - Math.max(i, low)) / step);
    all.push({ first, weights });
  }
  return all;
}

// --- where things are -----------------------------------------------------------------------------

function frame() {
  const isWide = innerWidth > 700;
  const legend = colors.length > 1 && isWide ? 190 : 0;
  const area = { left: 12, top: 54, right: innerWidth - 12 - legend, bottom: innerHeight - (isWide ? 40 : 96) };
  const side = Math.max(Math.min(area.right - area.left, area.bottom - area.top), 80) - tileSide(1, 500);
  return { side, x: (area.left + area.right) / 2, y: (area.top + area.bottom) / 2 };
}

function tileSide(zoom, mapSide) {
  const least = Math.max(maps[current].tile * mapSide, LEAST_TILE);
  return Math.round(Math.min(least * zoom ** GROWTH, MOST_TILE));
}

// In pixels of the page, from the top left.
function toPage(k, { side, x, y }) {
  const scale = side * view.zoom;
  return [x + (places[2 * k] - view.x) * scale, y - (places[2 * k + 1] - view.y) * scale];
}

function buildGrid() {
  const counts = new Uint32Array(GRID * GRID + 1), cell = new Uint16Array(n);
  for (let k = 0; k < n; k++) {
    const column = Math.min(Math.floor(places[2 * k] * GRID), GRID - 1);
    const row = Math.min(Math.floor(places[2 * k + 1] * GRID), GRID - 1);
    counts[(cell[k] = row * GRID + column) + 1]++;
  }
  for (let k = 0; k < GRID * GRID; k++) counts[k + 1] += counts[k];
  const members = new Uint32Array(n), next = counts.slice();
  for (let k = 0; k < n; k++) members[next[cell[k]]++] = k;
  grid = { starts: counts, members };
}

function imageAt(pageX, pageY) {
  if (!grid) return -1;
  const where = frame(), scale = where.side * view.zoom;
  const x = view.x + (pageX - where.x) / scale, y = view.y - (pageY - where.y) / scale;
  const reach = (tileSide(view.zoom, where.side) / 2 + 2) / scale;
  const [left, right, low, high] = [x - reach, x + reach, y - reach, y + reach].map((at) => Math.floor(at * GRID));
  let best = -1, least = reach;
  for (let row = Math.max(low, 0); row <= Math.min(high, GRID - 1); row++) {
    for (let column = Math.max(left, 0); column <= Math.min(right, GRID - 1); column++) {
      const cell = row * GRID + column;
      for (let i = grid.starts[cell]; i < grid.starts[cell + 1]; i++) {
        const k = grid.members[i];
        if (!visible[k]) continue;
        const distance = Math.max(Math.abs(places[2 * k] - x), Math.abs(places[2 * k + 1] - y));
        if (distance <= least) { least = distance; best = k; }
      }
    }
  }
  return best;
}

// --- drawing --------------------------------------------------------------------------------------

function show() {
  if (!redraw) redraw = requestAnimationFrame(() => { redraw = 0; draw(); });
}

// While something moves a slow computer draws fewer pixels, and all of them when it has come to rest.
function move() {
  moving = true;
  clearTimeout(settle);
  settle = setTimeout(() => { moving = false; show(); }, 140);
  show();
}

let picture = null, slowness = 1;

function draw() {
  if (!pixels) return;
  const started = performance.now(), whole = Math.min(devicePixelRatio || 1, 2);
  ratio = moving ? whole / slowness : whole;
  const w = Math.max(Math.round(innerWidth * ratio), 1), h = Math.max(Math.round(innerHeight * ratio), 1);
  if (mapCanvas.width !== w || mapCanvas.height !== h) { mapCanvas.width = w; mapCanvas.height = h; }
  if (!picture || picture.width !== w || picture.height !== h) picture = pen.createImageData(w, h);
  const screen = picture.data, [red, green, blue] = data.ground;
  new Uint32Array(screen.buffer).fill((255 << 24 | blue << 16 | green << 8 | red) >>> 0);
  const where = frame(), scale = where.side * view.zoom * ratio;
  tiles.ofSide(Math.max(Math.round(tileSide(view.zoom, where.side) * ratio), 1));
  const left = where.x * ratio - view.x * scale, bottom = where.y * ratio + view.y * scale;
  const isAll = chosen.size === 0 && !found;
  const dot = Math.max(Math.round(1.5 * ratio), 1);
  for (let pass = isAll ? 1 : 0; pass < 2; pass++) {
    for (let k = 0; k < n; k++) {
      if (visible[k] !== pass) continue;
      const x = left + places[2 * k] * scale, y = bottom - places[2 * k + 1] * scale;
      if (pass === 0) blitDot(screen, w, h, Math.round(x), Math.round(y), dot);
      else blit(screen, w, h, Math.round(x - tiles.w / 2), Math.round(y - tiles.h / 2), k);
    }
  }
  pen.putImageData(picture, 0, 0);
  const took = performance.now() - started;
  if (moving && took > FAST_ENOUGH) slowness = Math.min(slowness * 1.25, 3);
  else if (moving && took < FAST_ENOUGH / 2) slowness = Math.max(slowness / 1.1, 1);
  drawMarks();
}

function blitDot(screen, w, h, left, top, side) {
  const [red, green, blue] = data.faint;
  for (let y = Math.max(top, 0); y < Math.min(top + side, h); y++) {
    for (let x = Math.max(left, 0); x < Math.min(left + side, w); x++) {
      const at = (y * w + x) * 4;
      screen[at] = (screen[at] * 3 + red) >> 2;
      screen[at + 1] = (screen[at + 1] * 3 + green) >> 2;
      screen[at + 2] = (screen[at + 2] * 3 + blue) >> 2;
    }
  }
}

function blit(screen, w, h, left, top, k) {
  if (left >= w || top >= h || left + tiles.w <= 0 || top + tiles.h <= 0) return;
  const start = tiles.of(k), pool = tiles.pool, [red, green, blue] = colors[labels[k]];
  const firstX = Math.max(-left, 0), endX = Math.min(w - left, tiles.w);
  const firstY = Math.max(-top, 0), endY = Math.min(h - top, tiles.h);
  const border = tiles.side < 24 * ratio ? 1 : Math.round(2 * ratio);
  for (let y = firstY; y < endY; y++) {
    let to = ((top + y) * w + left + firstX) * 4;
    let from = start + (y * tiles.w + firstX) * channels;
    if (isColor) {
      const isEdge = y < border || y >= tiles.h - border;
      for (let x = firstX; x < endX; x++, to += 4, from += 3) {
        const isFrame = isEdge || x < border || x >= tiles.w - border;
        screen[to] = isFrame ? red : pool[from];
        screen[to + 1] = isFrame ? green : pool[from + 1];
        screen[to + 2] = isFrame ? blue : pool[from + 2];
      }
      continue;
    }
    for (let x = firstX; x < endX; x++, to += 4) {
      let share = pool[from++];
      if (share < 2) continue;
      share += share >> 7; // 255 becomes 256
      screen[to] += ((red - screen[to]) * share) >> 8;
      screen[to + 1] += ((green - screen[to + 1]) * share) >> 8;
      screen[to + 2] += ((blue - screen[to + 2]) * share) >> 8;
    }
  }
}

function drawMarks() {
  const fine = Math.min(devicePixelRatio || 1, 2), w = Math.round(innerWidth * fine), h = Math.round(innerHeight * fine);
  if (marks.width !== w || marks.height !== h) { marks.width = w; marks.height = h; }
  markPen.setTransform(fine, 0, 0, fine, 0, 0);
  markPen.clearRect(0, 0, innerWidth, innerHeight);
  const where = frame(), style = getComputedStyle(document.documentElement);
  const [accent, ink] = ["--accent", "--ink"].map((name) => style.getPropertyValue(name).trim());
  markPen.lineWidth = 1.5;
  if (pinned >= 0) {
    const [x, y] = toPage(pinned, where);
    markPen.strokeStyle = accent;
    for (const k of neighborsOf(pinned)) {
      const [endX, endY] = toPage(k, where);
      markPen.globalAlpha = 0.6;
      markPen.beginPath();
      markPen.moveTo(x, y);
      markPen.lineTo(endX, endY);
      markPen.stroke();
      markPen.globalAlpha = 1;
      outline(endX, endY, 1);
    }
    markPen.lineWidth = 2.5;
    outline(x, y, 3);
  }
  if (hovered >= 0) {
    markPen.lineWidth = 1.5;
    markPen.strokeStyle = ink;
    outline(...toPage(hovered, where), 1);
  }
}

function outline(x, y, more) {
  const side = tileSide(view.zoom, frame().side), longer = Math.max(height, width);
  const w = side * width / longer + 2 * more, h = side * height / longer + 2 * more;
  markPen.strokeRect(x - w / 2, y - h / 2, w, h);
}

// One image, as it is, on a canvas of its own whose longer side is so many pixels of the page.
function imageCanvas(k, side) {
  const canvas = made("canvas", Math.max(height, width) < 64 ? "crisp" : "");
  canvas.width = width;
  canvas.height = height;
  const longer = Math.max(height, width);
  canvas.style.width = `${Math.round(side * width / longer)}px`;
  canvas.style.height = `${Math.round(side * height / longer)}px`;
  const context = canvas.getContext("2d"), image = context.createImageData(width, height);
  const [red, green, blue] = colors[labels[k]];
  let from = k * height * width * channels;
  for (let to = 0; to < image.data.length; to += 4) {
    if (isColor) {
      image.data[to] = pixels[from++]; image.data[to + 1] = pixels[from++]; image.data[to + 2] = pixels[from++];
    } else {
      const share = pixels[from++] / 255;
      [red, green, blue].forEach((color, c) => { image.data[to + c] = data.ground[c] + (color - data.ground[c]) * share; });
    }
    image.data[to + 3] = 255;
  }
  context.putImageData(image, 0, 0);
  return canvas;
}

// --- what is known of an image --------------------------------------------------------------------

function nameOf(k) { return data.label_names[labels[k]]; }
function typefaceOf(k) { return data.typefaces ? data.typefaces.names[typefaces[k]] : null; }
function counted(number) { return number.toLocaleString("en"); }

function neighborsOf(k) {
  return near ? near.indices.subarray(k * data.neighbors.k, (k + 1) * data.neighbors.k) : [];
}

function distanceOf(k, place) {
  const distance = near.distances[k * data.neighbors.k + place];
  return distance === 0 ? "0" : distance.toPrecision(3);
}

function distanceWords(k) {
  if (!near) return null;
  const place = pinned >= 0 ? neighborsOf(pinned).indexOf(k) : -1;
  if (place >= 0) return `distance ${distanceOf(pinned, place)} to number ${counted(numbers[pinned])}`;
  return `nearest: number ${counted(numbers[neighborsOf(k)[0]])}, distance ${distanceOf(k, 0)}`;
}

function labelLine(k) {
  const line = made("div", "label"), dot = made("span", "dot");
  dot.style.background = `rgb(${colors[labels[k]]})`;
  line.append(dot, made("span", "", nameOf(k)));
  return line;
}

function wordsOf(k) {
  return [typefaceOf(k), `number ${counted(numbers[k])}`, distanceWords(k)]
    .filter((words) => words !== null).map((words) => made("div", "more", words));
}

function showCard(pageX, pageY) {
  const card = element("card");
  card.hidden = hovered < 0;
  if (hovered < 0) return;
  if (card.dataset.image !== `${hovered} ${pinned}`) {
    card.dataset.image = `${hovered} ${pinned}`;
    card.replaceChildren(imageCanvas(hovered, 168), labelLine(hovered), ...wordsOf(hovered));
  }
  const gap = 18, { offsetWidth: w, offsetHeight: h } = card;
  const left = pageX + gap + w < innerWidth ? pageX + gap : pageX - gap - w;
  card.style.left = `${Math.max(left, 4)}px`;
  card.style.top = `${Math.min(Math.max(pageY - h / 2, 4), innerHeight - h - 4)}px`;
}

function hover(k, pageX, pageY) {
  if (k !== hovered) { hovered = k; drawMarks(); }
  mapCanvas.classList.toggle("pointing", k >= 0);
  showCard(pageX, pageY);
}

function pin(k) {
  pinned = k;
  const panel = element("pinned");
  panel.hidden = k < 0;
  drawMarks();
  if (k < 0) return;
  const title = made("div", "title"), close = made("button", "close", "×");
  close.title = "close (Esc)";
  close.addEventListener("click", () => pin(-1));
  title.append(made("span", "more", near ? `most like it ${data.neighbors.words}` : "the only one"), close);
  const row = made("div", "row"), self = made("div", "self");
  self.append(imageCanvas(k, 84), labelLine(k), ...wordsOf(k).slice(0, data.typefaces ? 2 : 1));
  row.append(self);
  neighborsOf(k).forEach((other, place) => {
    const button = made("button", "near");
    button.title = [nameOf(other), typefaceOf(other), `number ${counted(numbers[other])}`].filter(Boolean).join(", ");
    button.append(imageCanvas(other, 60), made("div", "", nameOf(other).slice(0, 14)), made("div", "", distanceOf(k, place)));
    button.addEventListener("click", () => { pin(other); bringIntoSight(other); });
    button.addEventListener("pointerenter", () => { hovered = other; drawMarks(); });
    button.addEventListener("pointerleave", () => { hovered = -1; drawMarks(); });
    row.append(button);
  });
  panel.replaceChildren(title, row);
}

function bringIntoSight(k) {
  const [x, y] = toPage(k, frame());
  if (x < 30 || y < 70 || x > innerWidth - 210 || y > innerHeight - 200) {
    fly({ x: places[2 * k], y: places[2 * k + 1], zoom: view.zoom });
  }
}

// --- which images are shown -----------------------------------------------------------------------

function applyChoice() {
  let count = 0;
  for (let k = 0; k < n; k++) {
    visible[k] = (chosen.size === 0 || chosen.has(labels[k])) && (!found || found[k]) ? 1 : 0;
    count += visible[k];
  }
  element("status").textContent = count === n ? "" : `${counted(count)} of ${counted(n)} shown`;
  for (const button of element("legend").children) {
    const label = Number(button.dataset.label);
    button.setAttribute("aria-pressed", chosen.has(label));
    button.classList.toggle("off", chosen.size > 0 && !chosen.has(label));
  }
  hover(-1);
  show();
}

function chooseClass(label, isAdded) {
  const isAlone = chosen.size === 1 && chosen.has(label);
  if (isAdded && chosen.has(label)) chosen.delete(label);
  else if (isAdded) chosen.add(label);
  else chosen = new Set(isAlone ? [] : [label]);
  applyChoice();
}

function search(words) {
  const wanted = words.trim().toLowerCase();
  const isNumber = /^\d[\d,]*$/.test(wanted) ? Number(wanted.replaceAll(",", "")) : -1;
  const names = data.label_names.map((name) => name.toLowerCase() === wanted || (wanted.length > 1 && name.toLowerCase().includes(wanted)));
  const ofTypeface = data.typefaces && data.typefaces.names.map((name) => name.toLowerCase().includes(wanted));
  found = wanted === "" ? null : Uint8Array.from({ length: n }, (_, k) =>
    names[labels[k]] || numbers[k] === isNumber || (ofTypeface && ofTypeface[typefaces[k]]) ? 1 : 0);
  applyChoice();
}

function makeLegend() {
  const counts = new Uint32Array(colors.length), legend = element("legend");
  for (const label of labels) counts[label]++;
  legend.hidden = colors.length < 2;
  legend.classList.toggle("small", colors.length > 24);
  colors.forEach((color, label) => {
    if (!counts[label]) return;
    const button = made("button"), dot = made("span", "dot");
    dot.style.background = `rgb(${color})`;
    button.dataset.label = label;
    button.title = `${data.label_names[label]}: ${counted(counts[label])} images; Shift: beside others`;
    button.append(dot, made("span", "name", data.label_names[label]), made("span", "count", counted(counts[label])));
    button.addEventListener("click", (event) => chooseClass(label, event.shiftKey || event.ctrlKey || event.metaKey));
    legend.append(button);
  });
}

function makeMapButtons() {
  if (maps.length < 2) return;
  maps.forEach((map, k) => {
    const button = made("button", "", map.title);
    button.setAttribute("aria-pressed", k === current);
    button.addEventListener("click", () => showMap(k));
    element("maps").append(button);
  });
}

// Every image goes from its place on one map to that on the other.
function showMap(k) {
  const from = places.slice(), to = maps[k].positions, started = performance.now();
  current = k;
  grid = null;
  hover(-1);
  [...element("maps").children].forEach((button, other) => button.setAttribute("aria-pressed", other === k));
  cancelAnimationFrame(flight);
  const step = (now) => {
    const t = Math.min(Math.max(now - started, 0) / 900, 1), share = eased(t);
    for (let i = 0; i < to.length; i++) places[i] = from[i] + (to[i] - from[i]) * share;
    if (t < 1) flight = requestAnimationFrame(step);
    else buildGrid();
    move();
  };
  flight = requestAnimationFrame(step);
}

function eased(t) { return t * t * (3 - 2 * t); }

// --- moving ---------------------------------------------------------------------------------------

function look(x, y, zoom) {
  const near = Math.min(Math.max(zoom, 0.7), LARGEST_ZOOM);
  const within = (at) => Math.min(Math.max(at, -0.1), 1.1);
  view = { x: within(x), y: within(y), zoom: near };
  move();
}

function zoomAt(pageX, pageY, factor) {
  cancelAnimationFrame(flight);
  const { side, x, y } = frame(), zoom = Math.min(Math.max(view.zoom * factor, 0.7), LARGEST_ZOOM);
  const change = (1 / view.zoom - 1 / zoom) / side;
  look(view.x + (pageX - x) * change, view.y - (pageY - y) * change, zoom);
}

function fly(end) {
  const start = view, started = performance.now();
  if (!grid) return; // the images are on their way to another map
  cancelAnimationFrame(flight);
  const step = (now) => {
    const t = Math.min(Math.max(now - started, 0) / 350, 1), share = eased(t);
    const between = (name) => start[name] + (end[name] - start[name]) * share;
    look(between("x"), between("y"), start.zoom * (end.zoom / start.zoom) ** share);
    if (t < 1) flight = requestAnimationFrame(step);
  };
  flight = requestAnimationFrame(step);
}

function whole() { fly({ x: 0.5, y: 0.5, zoom: 1 }); }
function closer(factor) { fly({ ...view, zoom: Math.min(Math.max(view.zoom * factor, 0.7), LARGEST_ZOOM) }); }

function all() {
  pin(-1);
  chosen = new Set();
  element("search").value = "";
  search("");
}

function listen() {
  const fingers = new Map();
  let travelled = 0;
  mapCanvas.addEventListener("pointerdown", (event) => {
    mapCanvas.setPointerCapture(event.pointerId);
    fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    if (fingers.size === 1) travelled = 0;
  });
  mapCanvas.addEventListener("pointermove", (event) => {
    const { clientX: x, clientY: y } = event, before = fingers.get(event.pointerId);
    if (!before) {
      if (grid) hover(imageAt(x, y), x, y);
      return;
    }
    travelled += Math.abs(x - before.x) + Math.abs(y - before.y);
    if (fingers.size === 1 && travelled > 4) {
      const scale = frame().side * view.zoom;
      cancelAnimationFrame(grid ? flight : 0);
      mapCanvas.classList.add("dragging");
      hover(-1);
      look(view.x - (x - before.x) / scale, view.y + (y - before.y) / scale, view.zoom);
    } else if (fingers.size === 2) {
      const [other] = [...fingers].filter(([id]) => id !== event.pointerId).map(([, place]) => place);
      const length = (place) => Math.hypot(place.x - other.x, place.y - other.y);
      travelled = 100;
      if (grid && length(before) > 0) zoomAt((x + other.x) / 2, (y + other.y) / 2, length({ x, y }) / length(before));
    } else if (fingers.size === 1) return;
    fingers.set(event.pointerId, { x, y });
  });
  const release = (event) => {
    const wasDown = fingers.delete(event.pointerId);
    mapCanvas.classList.remove("dragging");
    if (event.type === "pointerup" && wasDown && travelled <= 4) {
      const k = imageAt(event.clientX, event.clientY);
      pin(k === pinned ? -1 : k);
      hover(k, event.clientX, event.clientY);
    }
  };
  mapCanvas.addEventListener("pointerup", release);
  mapCanvas.addEventListener("pointercancel", release);
  mapCanvas.addEventListener("pointerleave", () => hover(-1));
  mapCanvas.addEventListener("wheel", (event) => {
    event.preventDefault();
    if (!grid) return;
    const lines = event.deltaMode === 1 ? 18 : event.deltaMode === 2 ? 400 : 1;
    const turned = Math.min(Math.max(event.deltaY * lines, -240), 240);
    zoomAt(event.clientX, event.clientY, Math.exp(-turned * (event.ctrlKey ? 0.01 : 0.0022)));
    hover(imageAt(event.clientX, event.clientY), event.clientX, event.clientY);
  }, { passive: false });
  addEventListener("resize", () => show());
  addEventListener("keydown", (event) => {
    if (event.key === "Escape") { all(); mapCanvas.focus(); return; }
    if (event.target === element("search") || event.ctrlKey || event.metaKey || event.altKey) return;
    const step = 60 / (frame().side * view.zoom);
    const actions = {
      r: whole, "+": () => closer(1.5), "=": () => closer(1.5), "-": () => closer(1 / 1.5),
      ArrowLeft: () => look(view.x - step, view.y, view.zoom), ArrowRight: () => look(view.x + step, view.y, view.zoom),
      ArrowUp: () => look(view.x, view.y + step, view.zoom), ArrowDown: () => look(view.x, view.y - step, view.zoom),
    };
    if (actions[event.key]) { actions[event.key](); event.preventDefault(); }
  });
  element("search").addEventListener("input", (event) => search(event.target.value));
  element("whole").addEventListener("click", whole);
  element("closer").addEventListener("click", () => closer(1.5));
  element("farther").addEventListener("click", () => closer(1 / 1.5));
}

async function start() {
  try {
    pixels = await readImages();
  } catch (problem) {
    element("status").textContent = `the images of this page cannot be read: ${problem.message}`;
    return;
  }
  buildGrid();
  makeLegend();
  makeMapButtons();
  if (data.typefaces) element("search").placeholder = "find a typeface, label, number";
  listen();
  applyChoice();
  document.documentElement.dataset.ready = "yes";
}

start();
