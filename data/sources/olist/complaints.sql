-- A review of one or two stars of five is a complaint, on the day the customer wrote it; one review
-- may be written against several orders. Whose fault it was the set does not say: it is traced to
-- nobody by the extract.
SELECT
    concat(review_id, '/', order_id) AS complaint_id,
    order_id AS customer_order_id,
    CAST(CAST(review_answer_timestamp AS TIMESTAMP) AS DATE) AS received_on,
    concat('Review of ', review_score, ' of 5') AS subject,
    source_file,
    source_row
FROM reviews
WHERE CAST(review_score AS INTEGER) <= 2
