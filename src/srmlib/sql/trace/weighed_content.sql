-- What the lots of one part of all hold.
SELECT * FROM lot_content WHERE srm_part_of(root_lot_id, ?) = ?
