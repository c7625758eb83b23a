/** uPlot, served from its package beside our own files; here alone it is taken from there. */

// @ts-expect-error - the address is one of the browser's, not of the package.
import plot from "../uplot/uPlot.esm.js";

/** @type {typeof import("uplot")} */
export const uPlot = plot;
