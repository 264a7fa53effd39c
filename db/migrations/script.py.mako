"""${message}

Duties of who writes a migration:
- it works with the code before it and with the code after it (old processes still run while it does);
- what is removed goes in two releases: first the code stops using it, then a migration drops it;
- a large table is filled in pieces, never in one statement;
- nothing personal is printed; encrypted fields stay encrypted.

Revision: ${up_revision}, after: ${down_revision | comma,n}, made: ${create_date}
"""

import sqlalchemy as sa
from alembic import op
${imports if imports else ""}
revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = ${repr(branch_labels)}
depends_on = ${repr(depends_on)}


def upgrade() -> None:
    ${upgrades if upgrades else "pass"}


def downgrade() -> None:
    ${downgrades if downgrades else "pass"}
