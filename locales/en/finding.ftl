# Finding questions, in one bank and over all.
finding-title = Search all banks
finding-lead = Questions of all banks by their words, with filters that say how many fit.
finding-go = Search all banks
finding-text = Words in the question
finding-text-hint = Two Chinese characters are enough, simplified or traditional; English words are found by how they begin. Several words: all of them.
finding-do = Search
finding-filters = Filters
finding-empty = There is no question yet
finding-topic = Topic
finding-no-topic = Without a topic
finding-tag = Tag
finding-missing = Translation
finding-missing-chinese = No Chinese yet
finding-missing-english = No English yet
finding-missing-in = { $words }: { $n }
finding-missing-note = An exam that is given in this language cannot draw the question before it is translated.
finding-translate-do = Write the translation
finding-use = Use
finding-used = In a published exam
finding-unused = In no published exam
finding-review = Review
finding-active = Drawn by exams
finding-choice = { $label } ({ $n })
finding-not-yet = { $n ->
    [one] 1 question that was just added is not in the search yet. Try again in a few seconds.
   *[other] { $n } questions that were just added are not in the search yet. Try again in a few seconds.
}

# Topics
topics-title = Topics
topics-lead = What questions are about. An exam that draws from a topic also draws from those below it.
topics-topic = Topic
topics-code = Code
topics-code-hint = a–z, 0–9 and dashes, for example key-account. Question files name the topic by it; it stays for good.
topics-code-wrong = The code should be 1 to 64 of a–z, 0–9 and dashes, and begin with a letter or digit
topics-code-taken = There already is a topic with this code. Choose another
topics-title-zh = Title in Chinese
topics-title-en = Title in English
topics-title-wrong = Enter the { $field ->
        [title_zh] Chinese
       *[title_en] English
    } title, at most 100 characters
topics-above = Stands below
topics-top = The top
topics-position = Order
topics-position-hint = Smaller numbers stand first; equal ones go by code.
topics-position-wrong = Enter a whole number from 0 to 999
topics-own = Questions
topics-all = With those below
topics-questions-n = { $n ->
    [one] 1 question
   *[other] { $n } questions
}
topics-empty = There is no topic yet
topics-empty-text = Add the first one below, or import a file whose questions name topics.
topics-unsorted = Not sorted yet
topics-unsorted-note = Question files name these topics, but they have no place in the tree. Give each a place, or merge it into another.
topics-sort-do = Give it a place
topics-add = Add a topic
topics-add-note = Exams that are published keep the questions they were published with.
topics-add-do = Add the topic
topics-added = “{ $title }” was added.
topics-change = Rename or move
topics-change-note = Those below it move along. The code stays.
topics-save = Save
topics-changed = The topic was saved.
topics-merge = Merge
topics-merge-note = Its questions and the topics below it count for the other one from now on. On the page of the other one you can separate it again.
topics-into = Merge into
topics-choose = Choose a topic
topics-into-missing = Choose the topic it is to be merged into
topics-merge-do = Merge
topics-merged = The topic was merged. Its questions count for the other one.
topics-merged-here = Merged into it
topics-separate = Separate again
topics-separate-note = A topic that is separated stands beside this one again, with the questions that name it. Topics that stood below it stay here.
topics-separated = The topic stands for itself again.
topics-remove = Remove
topics-remove-text = No current question names this topic and none stands below it.
topics-remove-do = Remove the topic
topics-removed = The topic was removed.
topics-in-use = Questions name this topic, or other topics belong to it. Merge it into another instead.
topics-below-itself = A topic cannot stand below itself or be merged into one below it. Choose another
topics-place-gone = That topic is no longer there. Choose another
topics-too-deep = The tree would have more than { $most } levels. Choose a topic further up

# Above the list
finding-found = { $n ->
    [one] 1 question
   *[other] { $n } questions
}
finding-bulk = { $n ->
    [one] Change this question
   *[other] Choose from these { $n } and change several at once
}
