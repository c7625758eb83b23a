/** The verbs of the command line; each goes the way of the button that does the same. */

import { send } from "../commands.js";
import { complaintOf } from "../components/case-list.js";
import { matchCase, matchStatus, matchUnit } from "../matching.js";
import { STATUSES } from "../statuses.js";
import { say } from "../words.js";

/** @typedef {import("../types.js").CaseCard} CaseCard */
/** @typedef {import("../types.js").UnitCard} UnitCard */
/** @typedef {import("../components/command-line.js").CommandLine} CommandLine */
/** @typedef {import("../components/command-line.js").Effect} Effect */
/** @typedef {import("../components/command-line.js").Offer} Offer */
/** @typedef {import("../components/command-line.js").Reply} Reply */
/** @typedef {import("../commands.js").Answer} Answer */

const NAMED_AT_MOST = 4;
const isSpanish = document.documentElement.lang === "es";

/**
 * The spellings of a verb, the reader's own first.
 *
 * @param {string} es
 * @param {string} en
 * @param {...string} short
 */
function spelled(es, en, ...short) {
  return [...(isSpanish ? [es, en] : [en, es]), ...short];
}

/** @param {string[]} names */
function list(names) {
  const more = names.length > NAMED_AT_MOST ? ", …" : "";
  return names.slice(0, NAMED_AT_MOST).join(", ") + more;
}

/**
 * @param {string} text
 * @returns {Effect}
 */
function unclear(text) {
  return { text, ready: false };
}

/**
 * What the server says to a command, in one line.
 *
 * @param {Answer | undefined} answer
 * @param {string} effect
 * @returns {Reply}
 */
function reply(answer, effect) {
  if (answer?.ok) {
    return { ok: true, text: say("effect.done", { effect }) };
  }
  /** @type {Record<string, string[]>} */
  const fields = answer?.body.fields ?? {};
  const details = Object.values(fields).flat();
  const text = [answer?.body.message, ...details].filter(Boolean).join(" ");
  return { ok: false, text: text || say("error.refused") };
}

/**
 * Which case is meant, or why none is.
 *
 * @param {CaseCard[]} cards
 * @param {string} text
 * @returns {{card: CaseCard | null, why: string}}
 */
function caseOf(cards, text) {
  const { found, among } = matchCase(cards, text);
  if (found) {
    return { card: found, why: "" };
  }
  if (!text) {
    return { card: null, why: say("effect.which_case") };
  }
  const names = list(among.map((card) => card.reference));
  const why = names ? say("effect.cases", { names }) : say("effect.no_case", { text });
  return { card: null, why };
}

/**
 * Cases that a word may become, the newest first.
 *
 * @param {CaseCard[]} cards
 * @param {string} text
 * @returns {Offer[]}
 */
function offerCases(cards, text) {
  return cards
    .filter((card) => card.reference.endsWith(text) || card.reference.slice(5).includes(text))
    .toSorted((a, b) => b.reference.localeCompare(a.reference))
    .map((card) => ({
      fill: card.reference.slice(5),
      note: [complaintOf(card), card.municipality].filter(Boolean).join(" · "),
    }));
}

/**
 * Give every console with a case its verbs: open one, add a note.
 *
 * @param {CommandLine} line
 * @param {import("./stand.js").Stand} stand
 * @param {() => CaseCard[]} cards
 */
export function registerCaseVerbs(line, stand, cards) {
  line.register({
    spellings: spelled("VER", "VIEW", "V"),
    hint: "verb.view",
    offers: (words) => (words.length === 1 ? offerCases(cards(), words[0] ?? "") : []),
    effect: (_words, rest) => {
      const { card, why } = caseOf(cards(), rest);
      return card
        ? { text: say("effect.view", { reference: card.reference }), ready: true }
        : unclear(why);
    },
    run: async (_words, rest) => {
      const { card, why } = caseOf(cards(), rest);
      if (!card) {
        return { ok: false, text: why };
      }
      await stand.open(card.id, { focus: true });
      if (stand.shown !== card.id) {
        return { ok: false, text: say("error.refused") };
      }
      const effect = say("effect.view", { reference: card.reference });
      return { ok: true, text: say("effect.done", { effect }) };
    },
  });
  line.register({
    spellings: spelled("NOTA", "NOTE", "N"),
    hint: "verb.note",
    offers: () => [],
    effect: (_words, rest) => {
      const reference = stand.pane?.state.reference;
      if (!reference) {
        return unclear(say("effect.no_open_case"));
      }
      return rest
        ? { text: say("effect.note", { reference }), ready: true }
        : unclear(say("effect.note_empty", { reference }));
    },
    run: async (_words, rest) => {
      const reference = stand.pane?.state.reference ?? "";
      const answer = await stand.pane?.run("followup/note/", { text: rest }, { quiet: true });
      return reply(answer, say("effect.note", { reference }));
    },
  });
}

/**
 * Give a desk its own verbs: send a unit, say what it does.
 *
 * @param {CommandLine} line
 * @param {import("./stand.js").Stand} stand
 * @param {{cards: () => CaseCard[], units: () => UnitCard[], ranked: () => string[]}} boards
 */
export function registerUnitVerbs(line, stand, { cards, units, ranked }) {
  const openCase = () => cards().find((card) => card.id === stand.pane?.caseId) ?? null;

  /**
   * Which unit is meant, how many words it took, or why none is.
   *
   * @param {string[]} words
   */
  const unitOf = (words) => {
    const [one = "", two = ""] = words;
    // A callsign may be written in two words: SVA 112.
    const apart = /^\p{L}+$/u.test(one) && two ? matchUnit(units(), one + two).found : null;
    if (apart) {
      return { unit: apart, rest: words.slice(2), why: "" };
    }
    const { found, among } = matchUnit(units(), one);
    const names = list(among.map((unit) => unit.callsign));
    const why = names ? say("effect.units", { names }) : say("effect.no_unit", { text: one });
    return { unit: found, rest: words.slice(1), why: one ? why : say("effect.which_unit") };
  };

  /**
   * @param {string} text
   * @param {(unit: UnitCard) => number} order
   * @returns {Offer[]}
   */
  const offerUnits = (text, order) => {
    const near = ranked();
    const place = (/** @type {UnitCard} */ unit) =>
      near.includes(unit.id) ? near.indexOf(unit.id) : near.length;
    const { among } = matchUnit(units(), text);
    return (text ? among : units())
      .toSorted((a, b) => order(a) - order(b) || place(a) - place(b))
      .map((unit) => ({
        fill: unit.callsign,
        note: `${say(`unit_kind.${unit.kind}`)} · ${say(`unit.${unit.status}`)}`,
      }));
  };

  /** @param {string[]} words */
  const assignment = (words) => {
    const { unit, rest, why } = unitOf(words);
    const text = rest.join("");
    const { card, why: whichCase } = text
      ? caseOf(cards(), text)
      : { card: openCase(), why: say("effect.which_case") };
    return { unit, card, why: unit ? whichCase : why };
  };
  line.register({
    spellings: spelled("ASIG", "ASSIGN", "ASIGNAR", "A"),
    hint: "verb.assign",
    offers: (words) =>
      words.length === 1
        ? offerUnits(words[0] ?? "", (unit) => Number(unit.status !== "available"))
        : offerCases(cards(), words.at(-1) ?? ""),
    effect: (words) => {
      const { unit, card, why } = assignment(words);
      if (!unit || !card) {
        return unclear(why);
      }
      const told = {
        unit: `${unit.callsign} (${say(`unit_kind.${unit.kind}`)})`,
        reference: card.reference,
        status: say(`unit.${unit.status}`),
      };
      // The server decides; that it will hardly agree is said before.
      const key = unit.status === "available" ? "effect.assign" : "effect.assign_busy";
      return { text: say(key, told), ready: true };
    },
    run: async (words) => {
      const { unit, card, why } = assignment(words);
      if (!unit || !card) {
        return { ok: false, text: why };
      }
      const fields = { unit: unit.id };
      const isOpen = stand.pane?.caseId === card.id;
      const answer = await (isOpen
        ? stand.pane?.run("dispatch/assign/", fields, { quiet: true })
        : send(`/cases/${card.id}/dispatch/assign/`, fields));
      const told = { unit: unit.callsign, reference: card.reference };
      return reply(answer, say("effect.assign", told));
    },
  });

  /** @param {string[]} words */
  const move = (words) => {
    const { unit, rest, why } = unitOf(words);
    const text = rest.join(" ").trim();
    const { found, among } = matchStatus(text);
    const own = (/** @type {import("../statuses.js").Status[]} */ some) =>
      some.map((each) => (isSpanish ? each.es : each.en)).join(", ");
    const whichStatus = !text
      ? say("effect.which_status", { names: own(STATUSES) })
      : among.length > 0
        ? say("effect.statuses", { text, names: own(among) })
        : say("effect.no_status", { text, names: own(STATUSES) });
    return { unit, status: found?.status ?? "", why: unit ? whichStatus : why };
  };
  /**
   * @param {UnitCard} unit
   * @param {string} status
   */
  const told = (unit, status) =>
    say("effect.status", {
      unit: unit.callsign,
      before: say(`unit.${unit.status}`),
      status: say(`unit.${status}`),
    });
  line.register({
    spellings: spelled("EST", "STATUS", "ESTADO", "STAT", "E"),
    hint: "verb.status",
    offers: (words) => {
      if (words.length === 1) {
        return offerUnits(words[0] ?? "", (unit) => Number(!unit.case));
      }
      const text = (words.at(-1) ?? "").toUpperCase();
      return STATUSES.filter((each) => matchStatus(text).among.includes(each) || !text).map(
        (each) => ({
          fill: isSpanish ? each.es : each.en,
          note: say(`unit.${each.status}`),
        }),
      );
    },
    effect: (words) => {
      const { unit, status, why } = move(words);
      return unit && status ? { text: told(unit, status), ready: true } : unclear(why);
    },
    run: async (words) => {
      const { unit, status, why } = move(words);
      if (!unit || !status) {
        return { ok: false, text: why };
      }
      const effect = told(unit, status);
      const path = `/dispatch/units/${unit.id}/status/`;
      const isOpen = unit.case && unit.case === stand.pane?.caseId;
      const answer = await (isOpen
        ? stand.pane?.run(path, { status, case: unit.case }, { quiet: true })
        : send(path, { status }));
      return reply(answer, effect);
    },
  });
}
