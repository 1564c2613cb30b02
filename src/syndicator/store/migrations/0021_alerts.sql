-- What is to be told of incidents, and who was told of it.

CREATE TABLE alerts (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    channel TEXT NOT NULL,
    incident INTEGER NOT NULL REFERENCES incidents (id) ON DELETE CASCADE,
    event TEXT NOT NULL CHECK (event IN ('opened', 'worsened', 'reminder', 'closed')),
    queued INTEGER NOT NULL,
    due INTEGER NOT NULL,
    done INTEGER
) STRICT;
CREATE INDEX alerts_waiting ON alerts (channel, due) WHERE done IS NULL;
CREATE INDEX alerts_incident ON alerts (incident, channel);

CREATE TABLE alert_attempts (
    alert INTEGER NOT NULL REFERENCES alerts (id) ON DELETE CASCADE,
    recipient INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    attempted INTEGER NOT NULL,
    delivered INTEGER,
    PRIMARY KEY (alert, recipient)
) STRICT, WITHOUT ROWID;

CREATE TABLE alert_recipients (
    channel TEXT NOT NULL,
    recipient INTEGER NOT NULL,
    failures INTEGER NOT NULL,
    since INTEGER NOT NULL,
    next_try INTEGER NOT NULL,
    error TEXT NOT NULL,
    PRIMARY KEY (channel, recipient)
) STRICT, WITHOUT ROWID;
