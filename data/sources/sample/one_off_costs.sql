SELECT
    cost_id, supplier_id, part_id, occurred_on, amount, currency, life_months, note, source_file,
    source_row
FROM one_off_costs
