DROP TABLE question_search;
DROP TABLE topics;
