SELECT
    cause_id, effect_kind, effect_id, side, supplier_id, share_rate, agreed_on, words,
    source_file, source_row
FROM agreed_causes
