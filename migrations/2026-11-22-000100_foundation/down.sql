DROP FUNCTION refuse_change();
DROP FUNCTION app_now();
DROP EXTENSION IF EXISTS pg_trgm;
