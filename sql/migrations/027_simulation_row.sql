-- Parts of a simulation write beside one another: a row that looked its simulation up would hold it until
-- its batch is committed, and the others would wait.
ALTER TABLE store.simulation_row DROP FOREIGN KEY simulation_row_ibfk_1;
