-- What every room stands on: the one clock, and the guard of rows that never change.

CREATE EXTENSION IF NOT EXISTS pg_trgm;

-- Every deadline and date in SQL comes from this function, so that a test can replace it in its own database.
CREATE FUNCTION app_now() RETURNS timestamptz
    LANGUAGE sql VOLATILE PARALLEL SAFE
    AS 'SELECT clock_timestamp()';
COMMENT ON FUNCTION app_now() IS 'The one clock that decides: the time of the database.';

CREATE FUNCTION refuse_change() RETURNS trigger
    LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are never changed or deleted', TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END;
$$;
COMMENT ON FUNCTION refuse_change() IS 'Trigger of the tables that are only ever added to.';
