-- How it is found quickly what is withheld, and why.

CREATE INDEX decisions_withheld ON decisions (rule, item) WHERE verdict = 'withheld';
