-- The dates of complaints, in the order of their steps. A complaint begins on the day it reached
-- us:
-- when the customer wrote it is not told.
SELECT CAST(NULL AS DATE) AS written_on, received_on, sent_on, answered_on, settled_on
FROM complaints
WHERE supplier_id = ? AND received_on >= ? AND received_on < ? AND received_on <= ?
