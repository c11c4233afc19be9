-- Grain: one row per pair of days the wrong way round.
SELECT
    owner_id,
    source_file,
    source_row,
    CONCAT(srm_moment(later_at), ' before ', srm_moment(earlier_at)) AS seen
FROM day_pairs
WHERE later_at < earlier_at
