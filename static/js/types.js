/**
 * The shapes the server speaks: the state of one case, and the cards of the boards.
 *
 * @typedef {{seq: number, at: string, kind: string, title: string, text: string, by: string}} TimelineEntry
 * @typedef {{id: string, centre: string, centre_name: string, agency: string, state: string,
 *   offered_at: string, due_at: string | null, answered_at: string | null, reason: string}} Offer
 * @typedef {{id: string, name: string, agency: string, agency_name: string, planned: boolean}} Centre
 * @typedef {{id: string, unit: string, callsign: string, kind_label: string,
 *   status: string, since: string, active: boolean, mine?: boolean, next?: string[],
 *   distance_km?: number | null}} Assignment
 * @typedef {{id: string, callsign: string, kind_label: string, status: string,
 *   case?: string | null, distance_km?: number | null, position_at?: string | null,
 *   called_for?: boolean}} Unit
 * @typedef {{id: string, kind: string, label: string, due_at: string | null, late?: boolean,
 *   holder: string}} Commitment
 * @typedef {{source: string, latitude: number, longitude: number, radius_m: number | null, at: string}} Fix
 * @typedef {{key: string, code: string, text: string, lang: string, state: string,
 *   at: string | null, answer?: string, reason?: string}} Step
 * @typedef {{code: string, title: string, gone: boolean, started_at: string,
 *   number: number | null, total: number, lang: string, lacks: string,
 *   languages: {code: string, name: string}[], child: boolean, has_child: boolean,
 *   gloss: string, branches: {code: string, digit: number, text: string, leads: string}[]}} Script
 * @typedef {{code: string, aim: number, at: string | null, seconds: number | null}} Milestone
 * @typedef {{code: string, label: string, active: boolean, onset: string, onset_at: string | null,
 *   said_by: string, hospital: string, taken_by: string, alerted_at: string | null,
 *   waived: string, owed: boolean}} TimeCritical
 * @typedef {{seq: number, at: string, by: string, from: string | null, to: string | null,
 *   raised: boolean, agencies: string[], mine: boolean, waiting: string[]}} Change
 *
 * @typedef {{
 *   id: string, reference: string, version: number, stage: string,
 *   severity: string | null, effective_severity: string, exercise: boolean, covert: boolean,
 *   holder: {name: string, position: string, me: boolean} | null,
 *   opened_at: string, closed_at: string | null,
 *   groups: Record<string, number>,
 *   caller: {name: string, callback_number: string, callback_display: string,
 *     callback_valid: boolean, kind: string, reference?: string},
 *   location: {text: string, municipality: string, municipality_name: string,
 *     latitude: number | null, longitude: number | null, source: string},
 *   fixes: Fix[],
 *   complaint: {text: string, protocol: string, protocol_title: string},
 *   life: {awake: string, breathing: string},
 *   calls: {id: string, number: string, flags: string[], received_at: string,
 *     answered_at: string | null}[],
 *   earlier: {reference: string, at: string, disposition: string, help_sent?: boolean}[],
 *   silence?: {opened_at: string, location_until: string, result: string,
 *     propose_covert?: boolean, heard: {sound: string, at: string}[],
 *     answers: {asked: string, answer: string, by_label: string, at: string}[]} | null,
 *   asking?: {questions: {code: string, label: string}[], phone_place_usable: boolean},
 *   unanswered?: {kind: string, label: string, attempts: number, due_at: string | null,
 *     may_give_up?: boolean} | null,
 *   marks?: {code: string, label: string}[], withheld?: string[],
 *   exceptional?: {until: string, reason: string} | null,
 *   incident?: {joined_to: {id: string, reference: string} | null,
 *     joined: {id: string, reference: string, number_of_calls: number,
 *       can_separate: boolean}[],
 *     origin: {id: string, reference: string, kind: string} | null},
 *   cautions?: {id: string, kind: string, kind_label: string, text: string, reason: string,
 *     author: string, expires_at: string, of: string}[],
 *   place_history?: {id: string, reference: string, at: string, disposition: string,
 *     complaint: string}[],
 *   triage: {protocol: {code: string, version: string, title: string} | null,
 *     question: {code: string, text: string,
 *       answers: {code: string, text: string, digit: number | string}[]} | null,
 *     answers: {question: string, question_text: string, answer: string, answer_text: string,
 *       at: string, choices?: {code: string, text: string, digit: number | string}[]}[],
 *     changed?: {seq: number, was: string, is: string,
 *       answers: {question: string, before: string, after: string}[]}[],
 *     time_critical?: TimeCritical[],
 *     determinant: {code: string, title: string, severity: string} | null,
 *     history: {from: string | null, to: string, at: string, by: string, reason: string}[]},
 *   instructions: {script: Script | null, steps: Step[], metronome: number | null,
 *     left: {code: string, title: string}[], since: string, milestones: Milestone[]},
 *   proposed_script?: {code: string, title: string} | null,
 *   changes?: Change[],
 *   casualties?: {immediate: number, delayed: number, minor: number, deceased: number,
 *     source_label: string, by: string, at: string} | null,
 *   called_for?: {agency: string, agency_name: string, kinds: {kind: string, label: string}[]}[],
 *   missing?: {kind: string, label: string}[],
 *   plan: {agencies: string[]}, offers: Offer[], centres: Centre[],
 *   assignments: Assignment[], units?: Unit[], commitments: Commitment[],
 *   timeline: TimelineEntry[], allowed?: string[]
 * }} CaseState
 *
 * @typedef {{id: string, reference: string, version: number, stage: string,
 *   severity: string | null, effective_severity: string, municipality: string, complaint: string,
 *   holder: string, position: string, opened_at: string,
 *   offers: {open: number, expired: number, accepted: number, waiting?: string[]},
 *   units: number, centres: string[], exercise: boolean, due_at: string | null,
 *   covert?: boolean, reserved?: string[], joined?: number, road?: string, point?: [number, number] | null,
 *   changed?: {seq: number, raised: boolean, waiting: string[]} | null,
 *   unanswered?: {kind: string, due_at: string | null, attempts: number} | null}} CaseCard
 * @typedef {{id: string, version: number, state: string, received_at: string,
 *   number_tail: string, flags: string[], answered_by: string | null, kind: string,
 *   earlier_24h?: number, earlier_90d?: number, helps_90d?: number, last_outcome?: string,
 *   area?: string, municipality?: string, caution?: boolean}} CallCard
 * @typedef {{case: string, reference: string, kind: string, distance_m: number | null,
 *   minutes: number, road: string, complaint: string, protocol_title: string,
 *   municipality: string, place: string, holder_position: string, severity: string | null,
 *   effective_severity: string, joined: number, units: boolean}} Proposal
 * @typedef {{case?: string, reference?: string, assignments?: Assignment[]}} Whereabouts
 * @typedef {{id: string, version: number, callsign: string, kind: string, status: string,
 *   centre: string, case: string | null, since: string}} UnitCard
 * @typedef {{id: string, callsign: string, kind: string, status: string, centre: string,
 *   latitude: number, longitude: number, at: string}} PositionCard
 * @typedef {{id: string, case: string, reference: string, name: string, position: string,
 *   reason: string, taken_at: string, until: string}} ExceptionCard
 */

export {};
