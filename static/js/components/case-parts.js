/** The parts of a case on the screen, each of which is shown the state whenever it changes. */

import { AssessmentChanges } from "./assessment-changes.js";
import { CaseAlerts } from "./case-alerts.js";
import { CaseBanner } from "./case-banner.js";
import { CaseRemarks } from "./case-remarks.js";
import { CaseSide } from "./case-side.js";
import { CasualtyCount } from "./casualty-count.js";
import { ClosureSheet } from "./closure-sheet.js";
import { CriticalMinutes, MinutesLine } from "./critical-minutes.js";
import { DispatchSheet } from "./dispatch-sheet.js";
import { FieldGroup } from "./field-group.js";
import { FollowupSheet } from "./followup-sheet.js";
import { FormField } from "./form-field.js";
import { InstructionSheet } from "./instruction-sheet.js";
import { IntakeAsking } from "./intake-asking.js";
import { JoinForm } from "./join-form.js";
import { LifeStrip } from "./life-strip.js";
import { MilestoneRow } from "./milestone-row.js";
import { OwnMeans } from "./own-means.js";
import { PhoneFixes } from "./phone-fixes.js";
import { PlanKinds } from "./plan-kinds.js";
import { SameIncident } from "./same-incident.js";
import { ScriptChoice } from "./script-choice.js";
import { ScriptWording } from "./script-wording.js";
import { SilentSheet } from "./silent-sheet.js";
import { StageRail } from "./stage-rail.js";
import { TransferAnswer } from "./transfer-answer.js";
import { TransferSheet } from "./transfer-sheet.js";
import { TriageSheet } from "./triage-sheet.js";
import { UnansweredSheet } from "./unanswered-sheet.js";
import { WhereaboutsSheet } from "./whereabouts-sheet.js";

/** @typedef {import("../types.js").CaseState} CaseState */

const PARTS = [
  CaseBanner,
  CaseRemarks,
  CaseAlerts,
  StageRail,
  LifeStrip,
  MinutesLine,
  CriticalMinutes,
  CasualtyCount,
  AssessmentChanges,
  PlanKinds,
  FieldGroup,
  IntakeAsking,
  PhoneFixes,
  TransferAnswer,
  DispatchSheet,
  OwnMeans,
  TriageSheet,
  InstructionSheet,
  MilestoneRow,
  ScriptWording,
  ScriptChoice,
  TransferSheet,
  FollowupSheet,
  FormField,
  ClosureSheet,
  SilentSheet,
  UnansweredSheet,
  WhereaboutsSheet,
  SameIncident,
  JoinForm,
  CaseSide,
];

/**
 * Hand the state to every part of a pane.
 *
 * @param {HTMLElement} pane
 * @param {CaseState} state
 */
export function show(pane, state) {
  for (const element of pane.querySelectorAll("*")) {
    const part = PARTS.find((kind) => element instanceof kind);
    if (part) {
      /** @type {CaseBanner} */ (element).update(state);
    }
  }
}
