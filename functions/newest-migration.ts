/** The step of the database that this code needs; health is red until it has been taken. A test keeps it true. */
export const NEWEST_MIGRATION = '330_account_messages.sql';
