"""What can be odd in a real call file: a closed list, each with its explanation."""

from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


class Code(StrEnum):
    """One way in which a file differs from what its source promises."""

    # The file as text.
    NOT_UTF8 = "not_utf8"
    CONTROL_CHARACTERS = "control_characters"
    QUOTE_UNCLOSED = "quote_unclosed"
    TEXT_SHORTENED = "text_shortened"
    ROW_SHORT = "row_short"
    ROW_LONG = "row_long"
    ROW_CUT = "row_cut"
    ROW_UNREADABLE = "row_unreadable"
    ROW_EMPTY = "row_empty"
    HEADER_REPEATED = "header_repeated"
    ROW_REPEATED = "row_repeated"
    ROW_CONTRADICTS = "row_contradicts"
    # The call.
    KEY_MISSING = "key_missing"
    RECEIVED_MISSING = "received_missing"
    NO_TIME = "no_time"
    TYPE_MISSING = "type_missing"
    CALL_FIELDS_DIFFER = "call_fields_differ"
    TIMESTAMPS_DIFFER = "timestamps_differ"
    RECORD_REPUBLISHED = "record_republished"
    DESC_TIME_MISSING = "desc_time_missing"
    DESC_TIME_IMPLAUSIBLE = "desc_time_implausible"
    COORDINATES_UNUSABLE = "coordinates_unusable"
    COORDINATES_ODD = "coordinates_odd"
    # Times.
    STAMP_UNREADABLE = "stamp_unreadable"
    STAMP_MISSING = "stamp_missing"
    STAMPS_DISORDERED = "stamps_disordered"
    BEFORE_RECEIVED = "before_received"
    AVAILABLE_MISSING = "available_missing"
    CLOCK_GAP = "clock_gap"
    CLOCK_OVERLAP = "clock_overlap"
    # Units.
    UNIT_MISSING = "unit_missing"
    UNIT_KIND_UNKNOWN = "unit_kind_unknown"
    UNIT_WITHOUT_STAMPS = "unit_without_stamps"
    DISPATCHED_BEFORE_FREE = "dispatched_before_free"
    UNIT_IN_TWO_PLACES = "unit_in_two_places"
    CANCELLED_ON_THE_WAY = "cancelled_on_the_way"


# Counted with the others, yet the ordinary life of a control room.
ORDINARY = frozenset({Code.CANCELLED_ON_THE_WAY, Code.RECORD_REPUBLISHED})

EXPLANATIONS: "dict[str, _StrPromise]" = {
    Code.NOT_UTF8: _("Text that is not UTF-8: read as Windows-1252."),
    Code.CONTROL_CHARACTERS: _("Control characters inside a field: removed."),
    Code.QUOTE_UNCLOSED: _("A quotation mark that is never closed: its line is read alone."),
    Code.TEXT_SHORTENED: _("A text longer than a case can hold: shortened."),
    Code.ROW_SHORT: _("A row with fewer fields than the header: the missing ones are empty."),
    Code.ROW_LONG: _("A row with more fields than the header: those beyond are left out."),
    Code.ROW_CUT: _("The file ends in the middle of a row: its last, doubtful field is left out."),
    Code.ROW_UNREADABLE: _("A row that cannot be taken apart into fields: it gives no call."),
    Code.ROW_EMPTY: _("A row of empty fields: it gives no call."),
    Code.HEADER_REPEATED: _("The header again, among the rows: it gives no call."),
    Code.ROW_REPEATED: _("A row that is there twice: the second is left out."),
    Code.ROW_CONTRADICTS: _("Two rows with one row key and other content: the first counts."),
    Code.KEY_MISSING: _("A row without the key of its call: it gives no call."),
    Code.RECEIVED_MISSING: _("When the call was received is not told: its earliest time counts."),
    Code.NO_TIME: _("No time that can be read: there is nothing to replay, and no call."),
    Code.TYPE_MISSING: _("A call without a type: unclassified."),
    Code.CALL_FIELDS_DIFFER: _("The rows of one call tell it differently: the first counts."),
    Code.TIMESTAMPS_DIFFER: _("The rows of one incident have several times: the earliest counts."),
    Code.RECORD_REPUBLISHED: _("A record that is published again: kept, as a call of its own."),
    Code.DESC_TIME_MISSING: _("No readable time in the description: the publishing time counts."),
    Code.DESC_TIME_IMPLAUSIBLE: _(
        "The time in the description is over a day from its publishing: the latter counts."
    ),
    Code.COORDINATES_UNUSABLE: _("Coordinates that are no point on Earth: left out."),
    Code.COORDINATES_ODD: _("A point over 100 km from the middle of the file: kept as reported."),
    Code.STAMP_UNREADABLE: _("A time that cannot be read: taken as missing."),
    Code.STAMP_MISSING: _("A unit's time is missing though a later one is there."),
    Code.STAMPS_DISORDERED: _("A unit's times are out of order: kept as reported."),
    Code.BEFORE_RECEIVED: _("A time before the call was received: kept as reported."),
    Code.AVAILABLE_MISSING: _(
        "When a unit was free again is not told: an hour after its last time, "
        "or when it is next sent."
    ),
    Code.CLOCK_GAP: _("A local time that the change of clocks skipped: read as winter time."),
    Code.CLOCK_OVERLAP: _("A local time that the change of clocks gave twice: the first counts."),
    Code.UNIT_MISSING: _("A row that names no unit: the call stands without it."),
    Code.UNIT_KIND_UNKNOWN: _("A kind of unit that is not known: it counts as a fire unit."),
    Code.UNIT_WITHOUT_STAMPS: _("A unit without a single readable time: named, and never moved."),
    Code.DISPATCHED_BEFORE_FREE: _("A unit sent before it was free from its previous call."),
    Code.UNIT_IN_TWO_PLACES: _("A unit sent to two incidents in the same second."),
    Code.CANCELLED_ON_THE_WAY: _("A unit that set out and never arrived: cancelled on the way."),
}
