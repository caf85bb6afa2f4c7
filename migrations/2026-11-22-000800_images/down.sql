DROP TABLE question_images;
DROP TABLE images;
