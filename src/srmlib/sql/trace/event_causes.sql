-- Whose cause a cost event is that names nothing that broke, as the register of causes has it.
UPDATE cost_events
SET cause = $side, their_share_rate = $theirs
WHERE event_id = $number
