-- Search by part of a word in two places.  What is written one by one lies in search_part, by the
-- endings of its words; what came in bulk (and, after a while, everything) lies in blocks of 4,096
-- objects: for each three letters that stand together, which of the block's objects have them.  A
-- block takes a fiftieth of the rows that its endings would.
--
-- search_text.place is block * 4096 + the place in it.  A row that is indexed anew loses its place,
-- so what a block still says of that place finds nothing.

ALTER TABLE store.search_text
	ADD COLUMN place INT NULL COMMENT 'in a block; NULL: in search_part',
	ADD UNIQUE KEY search_place (tenant_id, kind, place);

CREATE TABLE store.search_block (
	tenant_id UUID NOT NULL,
	kind      VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	block     INT NOT NULL,
	objects   INT NOT NULL COMMENT 'when it was made',
	PRIMARY KEY (tenant_id, kind, block)
);

CREATE TABLE store.search_gram (
	tenant_id UUID NOT NULL,
	kind      VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
	gram      VARCHAR(5) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL COMMENT '^ stands for the ends of a word',
	block     INT NOT NULL,
	places    VARBINARY(1100) NOT NULL COMMENT 'distances, or a bit for each place',
	PRIMARY KEY (tenant_id, kind, gram, block),
	KEY search_gram_block (tenant_id, kind, block)
);
