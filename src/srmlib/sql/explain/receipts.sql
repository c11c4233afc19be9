-- Grain: one row per goods receipt, reversal or return that is known. is_after_midnight: by the
-- plant's clock it reached the dock later than at the day's first moment.
SELECT
    receipts.*,
    srm_local(receipts.docked_at, snapshot_info.time_zone) > receipts.docked_on
        AS is_after_midnight
FROM receipts
CROSS JOIN snapshot_info
WHERE receipts.docked_on <= snapshot_info.as_of
