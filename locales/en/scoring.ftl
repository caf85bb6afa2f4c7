# How points are given: choosing, telling, examples; how each type is answered.
exams-scoring = How points are given
exams-scoring-hint = Trainees read this before they start and while they answer. The examples: a question of { $points ->
    [one] 1 point
   *[other] { $points } points
 }, of several answers with { $options ->
    [one] 1 option
   *[other] { $options } options
 } and { $right ->
    [one] 1 right one
   *[other] { $right } right ones
 }, of one answer with one.
exams-scoring-missing = Choose how points are given
exams-scoring-unfit = This way of giving points cannot be used for: { $kinds }
exams-problem-scoring = The way “{ $title }” gives points cannot be used for: { $kinds }
exams-scoring-all_or_nothing = All or nothing
exams-scoring-subset_proportional = Right choices give their share
exams-scoring-subset_half = Missed choices give half
exams-scoring-right_minus_wrong = Right minus wrong
exams-scoring-weights = Weights of the options
exams-scoring-per_option = Each part by itself
exams-scoring-kprim = All right, or half with one mistake
exams-scoring-negative = Wrong answers take points away
exams-scoring-claim = Wrong answers take points away, “I do not answer” can be chosen
exams-scoring-penalty = What a wrong answer takes away (%)
exams-scoring-penalty-hint = In percent of the points of the question, a whole number from 1 to 100. Counts only where wrong answers take points away.
exams-scoring-penalty-form = Enter a whole number from 1 to 100
exams-scoring-lowest = What never goes below 0
exams-scoring-lowest-exam = The whole exam
exams-scoring-lowest-section = This section
exams-scoring-lowest-question = Each question (fill in and matching only)
exams-scoring-floor-missing = Choose what never goes below 0
exams-scoring-example-is = Example:
exams-scoring-example = { $chosen } → { $points }
exams-scoring-example-right = { $right } right
exams-scoring-example-wrong = { $wrong } wrong
exams-scoring-example-both = { $right } right and { $wrong } wrong
exams-scoring-rule-all = Full points for exactly the right answer, otherwise none.
exams-scoring-rule-share = Each right option gives its share; a wrong one gives none at all.
exams-scoring-rule-half = Some of the right options and no wrong one give half; a wrong one gives none at all.
exams-scoring-rule-minus = Each right option gives its share, each wrong one takes as much away, down to 0 for the question.
exams-scoring-rule-weights = Each option gives or takes its own share of the points; what is chosen is added up, never below 0 and never above the points of the question.
exams-scoring-rule-options = Every option counts: right when it is chosen or left as it should be. Without any right option chosen there are no points.
exams-scoring-rule-kprim = Every option is judged: all right gives full points, all but one gives half, otherwise none.
exams-scoring-rule-negative = A wrong answer takes away { $percent }% of the points of the question; no answer takes nothing.
exams-scoring-rule-negative-several = Full points for exactly the right options; a wrong one takes away { $percent }% of the points; missing ones or no answer give and take nothing.
exams-scoring-rule-claim = A wrong answer takes away { $percent }% of the points of the question; “I do not answer this” gives and takes nothing.
exams-scoring-rule-share-parts = Each right part gives its share while none is wrong; a wrong one gives none at all.
exams-scoring-rule-half-parts = Some right parts and no wrong one give half; a wrong one gives none at all.
exams-scoring-rule-minus-parts = Each right part gives its share, each wrong one takes as much away, down to 0 for the question.
exams-scoring-rule-each-part = Each right part gives its share; a wrong one takes nothing away.
exams-scoring-rule-negative-parts = Each right part gives its share, each wrong one takes away { $percent }% of a share, an empty one nothing.
exams-scoring-rule-neighbours = The right order gives full points; otherwise each pair of neighbours in the right order gives its share.
exams-scoring-floor-question = No question goes below 0.
exams-scoring-floor-section = This section does not go below 0.
exams-scoring-floor-exam = The exam does not go below 0.
attempts-kind-text = Written answer
attempts-hint-single = Choose the one right answer.
attempts-hint-multiple = Choose every right option.
attempts-hint-true-false = Decide whether the statement is true.
attempts-hint-text = Write your answer.
attempts-skip = I do not answer this
attempts-kind-gaps = Fill in
attempts-kind-number = Number
attempts-kind-matching = Matching
attempts-kind-ordering = Ordering
attempts-hint-gaps = Fill the gaps in the order of the text. Capitals and spaces make no difference.
attempts-hint-number = Type a number, with a unit if you like.
attempts-hint-matching = Choose what belongs to each line. An option may be used more than once, or not at all.
attempts-hint-ordering = Choose for each place the option that belongs there.
attempts-gap = Gap { $number }
attempts-place = Place { $number }
attempts-place-open = not chosen
printing-letters-in-order = A–{ $last } in order, - for none
printing-gaps = gaps with | between them
printing-number = number
