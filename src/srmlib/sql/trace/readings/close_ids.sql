-- The ids of a table that are at most so many letters from what was asked for, and how many.
SELECT DISTINCT {column} AS id, levenshtein(LOWER({column}), LOWER($asked)) AS letters
FROM {table}
WHERE levenshtein(LOWER({column}), LOWER($asked)) <= $most
