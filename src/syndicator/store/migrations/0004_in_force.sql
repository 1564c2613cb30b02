-- When each version of a permission came into force; without a version, when it ended.

CREATE TABLE grants_in_force (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    grant_id INTEGER REFERENCES grants (id),
    from_at INTEGER NOT NULL
) STRICT;
CREATE INDEX grants_in_force_name ON grants_in_force (name);
INSERT INTO grants_in_force (name, grant_id, from_at)
    SELECT name, id, first_used FROM grants ORDER BY first_used, id;

CREATE TRIGGER grants_in_force_no_update BEFORE update ON grants_in_force BEGIN SELECT RAISE(ABORT, 'grants_in_force can only be added to'); END;
CREATE TRIGGER grants_in_force_no_delete BEFORE delete ON grants_in_force BEGIN SELECT RAISE(ABORT, 'grants_in_force can only be added to'); END;
