-- The meetings of the extract with those of the register over them, by their number.
SELECT
    meetings.meeting_id,
    meetings.supplier_id,
    meetings.tier,
    meetings.planned_on,
    meetings.held_on
FROM snapshot.main.meetings AS meetings
WHERE meetings.meeting_id NOT IN (SELECT register_meetings.meeting_id FROM register_meetings)
UNION ALL
SELECT meeting_id, supplier_id, tier, planned_on, held_on
FROM register_meetings
