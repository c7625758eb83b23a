/**
 * Cut the base map: `node cae/basemap/build.js FOLDER`, a part of `make setup`.
 *
 * The folder is made anew; what it holds is served as static files and kept by browsers.
 */

import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { layers } from "./layers.js";
import { names, table } from "./names.js";
import { cut, EXTENT, ZOOMS } from "./sheets.js";

const ROOT = new URL("../../", import.meta.url);

/** @param {string} path below the house */
const read = (path) => readFileSync(new URL(path, ROOT), "utf8");

/** @param {string} folder */
function build(folder) {
  const began = Date.now();
  const sheets = cut(
    layers(
      JSON.parse(read("node_modules/es-atlas/es/municipalities.json")),
      JSON.parse(read("node_modules/world-atlas/countries-10m.json")),
    ),
    names(
      table(read("calls/directory/data/municipalities.csv")),
      table(read("calls/directory/data/places.csv")),
    ),
  );
  // Beside the folder first: who is interrupted leaves the old map whole.
  const fresh = `${folder}.new`;
  rmSync(fresh, { recursive: true, force: true });
  let bytes = 0;
  for (const [key, sheet] of sheets) {
    const file = join(fresh, `${key}.json`);
    const text = JSON.stringify(sheet);
    bytes += text.length;
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  const contents = { zooms: ZOOMS, extent: EXTENT, tiles: [...sheets.keys()] };
  writeFileSync(join(fresh, "contents.json"), JSON.stringify(contents));
  rmSync(folder, { recursive: true, force: true });
  renameSync(fresh, folder);
  const told = `${sheets.size} tiles, ${(bytes / 1e6).toFixed(1)} MB`;
  process.stdout.write(`Base map: ${told}, ${((Date.now() - began) / 1000).toFixed(1)} s\n`);
}

const [, , folder] = process.argv;
if (!folder) {
  process.stderr.write("usage: node cae/basemap/build.js FOLDER\n");
  process.exit(2);
}
build(folder);
