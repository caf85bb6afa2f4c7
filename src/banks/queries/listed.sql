-- As much of every current question as filters ask for. Used is what an exam may draw as it is published now.
WITH used AS (
    SELECT DISTINCT versions.question_id
    FROM (
        SELECT DISTINCT unnest(exam_sections.pool) AS id
        FROM exam_sections JOIN exam_versions ON exam_versions.id = exam_sections.version_id
        WHERE exam_versions.number =
            (SELECT max(later.number) FROM exam_versions AS later WHERE later.exam_id = exam_versions.exam_id)
    ) AS pools JOIN question_versions AS versions ON versions.id = pools.id
)
SELECT members.version_id, versions.kind, versions.topic, versions.difficulty, versions.tags, versions.languages,
    versions.answer IS NOT NULL AS has_key, used.question_id IS NOT NULL AS is_used,
    CASE WHEN banks.needs_review THEN coalesce(reviews.state, 'active') ELSE 'active' END AS review
FROM bank_questions AS members
JOIN banks ON banks.id = members.bank_id
JOIN questions ON questions.id = members.question_id
JOIN question_versions AS versions ON versions.id = members.version_id
LEFT JOIN version_reviews AS reviews ON reviews.version_id = members.version_id
LEFT JOIN used ON used.question_id = members.question_id
WHERE members.to_revision IS NULL
