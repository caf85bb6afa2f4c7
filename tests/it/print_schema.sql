-- Prints src/db/schema.rs from the catalogue of a migrated database: one diesel table! macro a table, comments as docs.
WITH cols AS (
    SELECT c.oid AS relid, c.relname, a.attnum, a.attname,
           CASE format_type(a.atttypid, NULL)
               WHEN 'uuid' THEN 'Uuid' WHEN 'text' THEN 'Text' WHEN 'timestamp with time zone' THEN 'Timestamptz'
               WHEN 'integer' THEN 'Int4' WHEN 'smallint' THEN 'Int2' WHEN 'bigint' THEN 'Int8' WHEN 'boolean' THEN 'Bool'
               WHEN 'bytea' THEN 'Bytea' WHEN 'jsonb' THEN 'Jsonb' WHEN 'date' THEN 'Date'
               WHEN 'text[]' THEN 'Array<Text>'
               WHEN 'integer[]' THEN 'Array<Int4>' WHEN 'uuid[]' THEN 'Array<Uuid>'
               ELSE 'UNKNOWN_' || format_type(a.atttypid, NULL)
           END AS rust_type,
           a.attnotnull, col_description(c.oid, a.attnum) AS doc
    FROM pg_class c
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND c.relname <> '__diesel_schema_migrations'
), tables AS (
    SELECT relid, relname,
           '    /// ' || coalesce(obj_description(relid, 'pg_class'), 'UNDOCUMENTED') || E'\n'
           || '    ' || relname || ' (' || (
               SELECT string_agg(a.attname, ', ' ORDER BY array_position(i.indkey::int2[], a.attnum))
               FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey)
               WHERE i.indrelid = relid AND i.indisprimary
           ) || E') {\n'
           || string_agg(
               '        /// ' || coalesce(doc, 'UNDOCUMENTED') || E'\n        ' || attname || ' -> '
               || CASE WHEN attnotnull THEN rust_type ELSE 'Nullable<' || rust_type || '>' END || ',',
               E'\n' ORDER BY attnum)
           || E'\n    }' AS body
    FROM cols GROUP BY relid, relname
), joins AS (
    -- diesel can join two tables on a foreign key only where there is exactly one between them
    SELECT child, parent, min(col) AS col
    FROM (SELECT c.conrelid::regclass::text AS child, c.confrelid::regclass::text AS parent, a.attname AS col
          FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
          WHERE c.contype = 'f' AND cardinality(c.conkey) = 1 AND c.conrelid <> c.confrelid) AS one
    GROUP BY child, parent HAVING count(*) = 1
)
SELECT '//! The tables, printed from the migrated database by the test `schema_rs_equals_the_migrations`.' || E'\n'
    || '//! Do not edit: change a migration, then run `UPDATE_SCHEMA=1 cargo test schema_rs`.' || E'\n\n'
    || (SELECT string_agg(E'diesel::table! {\n' || body || E'\n}\n', E'\n' ORDER BY relname) FROM tables)
    || E'\n'
    || (SELECT string_agg('diesel::joinable!(' || child || ' -> ' || parent || ' (' || col || E'));\n', '' ORDER BY child, parent) FROM joins)
    || E'\n'
    || E'diesel::allow_tables_to_appear_in_same_query!(\n    '
    || (SELECT string_agg(relname, E',\n    ' ORDER BY relname) FROM tables) || E',\n);\n' AS schema;
