# Composing: quotas, questions chosen by hand, what a paper avoids, which attempt counts.
exams-section-instructions = Instructions of this part
exams-section-instructions-hint = Shown above its questions; may stay empty.
exams-part-more = More, where it is wanted
exams-part-more-note = Leave both folded and the part draws from everything that fits above.
exams-quotas = Quotas: so many of this topic, type or difficulty
exams-quotas-hint = Each row with a number is drawn by itself. What the quotas leave of the questions of this part is drawn from everything that fits above.
exams-quota-n = Quota { $number }
exams-quota-of-topic = Topic
exams-quota-of-kind = Type
exams-quota-any = Any
exams-quota-count = How many
exams-quota-count-missing = Say how many, or set topic and type back to any
exams-quota-topic = This topic is not in the bank or topic the part draws from
exams-quota-kind = The part does not draw this type; tick it above first
exams-quotas-exceed = The quotas ask for { $asked ->
    [one] 1 question
   *[other] { $asked } questions
 } and the part draws { $count }: draw more, or lower a quota
exams-fixed = Questions chosen by hand instead of drawn
exams-fixed-text = Everybody gets these questions in this order. Types, difficulty, number and quotas then say nothing.
exams-fixed-codes = Codes of the questions
exams-fixed-hint = One a line, in the order of the paper. Empty: the part draws.
exams-fixed-twice = { $code } stands here twice
exams-fixed-unknown = The bank has no question { $codes }
exams-by-hand = chosen by hand
exams-part-by-hand = questions chosen by hand
exams-part-rest = what the quotas leave
exams-has-in-language = { $language } { $has }
exams-cell-part = “{ $title }”, { $part }
exams-problem-quotas = “{ $title }”: the quotas ask for { $asked ->
    [one] 1 question
   *[other] { $asked } questions
 } and the part draws { $count }
exams-problem-unusable = “{ $title }” has questions chosen by hand that cannot be used: { $questions }
exams-problem-in-languages = { $problem }. Too few by language: { $languages }
exams-unusable = { $code } { $why }
exams-unusable-gone = is not in the bank any more
exams-unusable-key = has no key
exams-unusable-language = is missing in { $languages }
exams-check-same = Every paper has { $count ->
    [one] 1 question
   *[other] { $count } questions
 } and { $points ->
    [one] 1 point
   *[other] { $points } points
 }
exams-cap-yields = No question on more than { $cap }% of the papers: this cannot hold in { $titles }, where too few questions are there. It yields; nobody is kept from starting.
exams-choose = Choose questions by hand
exams-choose-heading = Questions of “{ $title }” by hand
exams-choose-settings = Settings of this part
exams-choose-chosen = Chosen
exams-choose-chosen-note = In the order of the paper.
exams-choose-none = { $count ->
    [one] None is chosen: the part draws 1 question. The first you add ends the drawing.
   *[other] None is chosen: the part draws { $count } questions. The first you add ends the drawing.
}
exams-choose-find = Questions of the bank
exams-choose-find-note = Those already chosen are left out.
exams-choose-search = Code, question or option
exams-choose-search-do = Find
exams-choose-found-none = There is no other question like this.
exams-choose-sum = Questions { $from } to { $to } of { $count }
exams-choose-add = Add
exams-choose-remove = Take out
exams-choose-gone = The bank does not hold this question any more. Go back, reload the page and try again.
exams-choose-too-many = A paper may have at most 500 questions.
exams-drawing = Rules of the draw and of counting
exams-drawing-change = Change these rules
exams-drawing-avoids = Nobody gets a question of their last paper while others are left
exams-drawing-repeats = Questions of the last paper may come again
exams-drawing-cap = No question on more than { $cap }% of the papers while others are left
exams-drawing-no-cap = A question may stand on any number of papers
exams-drawing-counts = What counts: { $rule }
exams-part-avoid = What a paper avoids
exams-part-avoid-note = These are wishes: when too few questions are left they yield, the second first, so that nobody is kept from starting.
exams-avoid-last-paper = No question of the person’s last paper
exams-exposure-cap = At most this percent of the papers with the same question
exams-exposure-cap-hint = 1 to 99; empty is no limit. Counted over the papers of the version, some seconds behind.
exams-exposure-form = The percent should be a whole number from 1 to 99, or nothing
exams-part-counting = Which attempt counts
exams-part-counting-note = For results and lists. Trainees read it before they start.
exams-counting = Of several attempts counts
exams-counting-best = the best attempt
exams-counting-last = the last attempt
exams-counting-first = the first attempt; later ones are practice and certify nothing
exams-counting-missing = Choose which attempt counts
attempts-rule-best = Of several attempts the best counts.
attempts-rule-last = Of several attempts the last counts.
attempts-rule-first = Only the first attempt counts; later ones are practice and give no certificate.
banks-kept = options that keep their place: { $labels }
banks-kept-none = all options may change places
banks-weights = weights: { $weights }
