DROP TABLE certificate_papers;
DROP TABLE certificate_designs;
