"""What an officer does for a case after accepting it: the first of these is due soon, and some of them stop a clock."""

# Key: what it is. An officer reports a step in chat or on the case page; the words for people are in phrases.toml.
STEPS = {
    "contacted": "spoke with the child, the family or somebody there",
    "on_the_way": "is going there",
    "visited": "was there",
    "measures": "emergency measures protect the child (Decree 56/2017/NĐ-CP Art. 31-32)",
    "plan": "the plan to support the child is made (Decree 56/2017/NĐ-CP Art. 28)",
    "approved": "the plan is approved (administrative procedure 2.001947)",
    "police_handed": "handed to the investigation body (Circular 43/2021/TT-BCA Art. 5)",
    "answered": "the child has an answer to its opinion (Children Law 102/2016/QH13 Art. 77)",
    "other": "another step, told in a note",
    "handed_on": "given to another body, which accepted",
    "closed": "closed with an outcome",
}
