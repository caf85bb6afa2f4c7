DROP TABLE certificate_counters;
DROP TABLE current_certificates;
DROP TABLE certificate_events;
DROP TABLE certificates;
DROP TABLE achievements;
DROP TABLE holding_requirements;
DROP TABLE programme_versions;
DROP TABLE programmes;
