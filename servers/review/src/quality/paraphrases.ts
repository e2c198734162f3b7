/**
 * Faults as different reviewers would word them, for measuring how claims are brought together. Written by hand for
 * this purpose: no public set was at hand. The likeness was chosen by the even ones, and is measured on the odd ones.
 */
export interface ParaphrasedFault {
  readonly category: string;
  /** Title, then body; each by another reviewer. */
  readonly wordings: readonly (readonly [title: string, body: string])[];
}

const fault = (category: string, ...wordings: (readonly [string, string])[]): ParaphrasedFault => ({
  category,
  wordings,
});

export const paraphrasedFaults: readonly ParaphrasedFault[] = [
  fault(
    'correctness',
    [
      'The loop reads one element past the end',
      'In the last round the index equals the length, so the element is undefined and reading its field throws.',
    ],
    [
      'Off by one in the bound',
      'The condition is inclusive: with n items it runs n + 1 times and the final access is out of range.',
    ],
    [
      'Use < instead of <= in the loop condition',
      'Iterating up to and including length goes beyond the last entry and crashes on an undefined value.',
    ],
    [
      'Index runs beyond the array',
      'The upper bound is length rather than length - 1, which makes the final iteration touch a missing item.',
    ],
  ),
  fault(
    'security',
    [
      'Search term is concatenated into the SQL',
      'A quote in the term ends the string, and the rest is executed by the database. Bind it as a parameter.',
    ],
    [
      'SQL injection through the term',
      'User input becomes part of the query text; an attacker can read any table.',
    ],
    [
      'Query is built by interpolation',
      'The term is not escaped. Use a prepared statement with a placeholder.',
    ],
    [
      'Unparameterised query lets callers inject',
      'The value is spliced into the statement, so a crafted name returns every row.',
    ],
  ),
  fault(
    'reliability',
    [
      'The promise of the write is not awaited',
      'A rejection is unhandled and ends the process, and the caller believes the entry was stored.',
    ],
    [
      'Missing await',
      'The function returns before the write has settled; an error is never seen by anybody.',
    ],
    [
      'Floating promise hides failed writes',
      'Nothing handles the rejection, so the process may exit with an unhandled error.',
    ],
    [
      'Await the ledger before reporting success',
      'The async call is started and forgotten: a failure is an unhandled rejection after success was reported.',
    ],
  ),
  fault(
    'correctness',
    [
      'Empty carts crash',
      'With no items the first element is undefined, and reading its price throws a TypeError.',
    ],
    [
      'No check for an empty list',
      'The first entry is taken without looking whether there is one; an empty cart throws.',
    ],
    [
      'Handle the case without items',
      'For a cart that is empty, the lookup yields undefined and the access crashes.',
    ],
    [
      'Undefined access when there are no items',
      'The code assumes at least one item; a missing one ends in an exception.',
    ],
  ),
  fault(
    'reliability',
    [
      'Two requests can both pass the check',
      'The balance is read and written without a lock, so concurrent withdrawals interleave and overdraw.',
    ],
    [
      'Race between check and update',
      'Another request may change the balance in between; the operation is not atomic.',
    ],
    [
      'Balance update is not atomic',
      'Simultaneous calls read the same value, and one update overwrites the other.',
    ],
    [
      'Lost update under concurrency',
      'Without a transaction or a lock, parallel withdrawals see the same old balance.',
    ],
  ),
  fault(
    'security',
    [
      'The path may leave the upload folder',
      'A name such as ../../etc/passwd is joined without a check, so any file can be read.',
    ],
    [
      'Path traversal via the file name',
      'Dots in the name climb out of the directory; resolve it and compare the prefix.',
    ],
    [
      'Unchecked name escapes the directory',
      'The caller chooses the path; nothing keeps it inside the root folder.',
    ],
    [
      'Files outside the root can be read',
      'The joined path is not verified to stay below the upload directory.',
    ],
  ),
  fault(
    'reliability',
    [
      'The file handle is not closed on error',
      'When parsing throws, the descriptor leaks; many bad files exhaust the limit.',
    ],
    ['Descriptor leak', 'close is only reached on success, so each failure keeps a handle open.'],
    [
      'Close the file in a finally block',
      'An exception skips the close, and handles are exhausted over time.',
    ],
    ['Leaked handle when the parser fails', 'The resource is not released on the error path.'],
  ),
  fault(
    'correctness',
    [
      'Milliseconds are passed where seconds are expected',
      'The expiry is a thousand times too far in the future.',
    ],
    [
      'Wrong unit for the expiry',
      'Date.now() gives milliseconds but the token wants seconds, so it hardly ever expires.',
    ],
    ['Expiry is off by a factor of 1000', 'The value is in ms; the consumer reads it in seconds.'],
    ['Convert to seconds', 'The timestamp unit does not fit the field: milliseconds instead of seconds.'],
  ),
  fault(
    'security',
    ['The password is written to the log', 'The whole request body is logged, credentials included.'],
    [
      'Credentials end up in log files',
      'Logging the body exposes the secret in plain text to whoever can read logs.',
    ],
    ['Do not log the request body', 'It holds the password; log lines disclose sensitive data.'],
    ['Sensitive data is logged', 'The login payload with its password goes to the logger unredacted.'],
  ),
  fault(
    'contract',
    [
      'Callers still pass two arguments',
      'The signature changed, but the callers in the billing module were not updated and break.',
    ],
    [
      'Breaking change of a public function',
      'The new parameter is required; existing clients fail to call it.',
    ],
    ['The signature breaks its consumers', 'Downstream callers that use the old form now get a wrong value.'],
    [
      'Keep the old signature for compatibility',
      'Other modules call this with two arguments; renaming the option breaks them.',
    ],
  ),
  fault(
    'reliability',
    [
      'The request has no time limit',
      'If the server does not answer, the call hangs for ever and blocks the worker.',
    ],
    ['Missing timeout', 'A stalled peer keeps the worker waiting indefinitely.'],
    ['Call can hang forever', 'There is no deadline on the fetch; one dead backend stalls all jobs.'],
    ['Set a deadline for the request', 'Without a timeout an unresponsive host blocks this indefinitely.'],
  ),
  fault(
    'correctness',
    ['The condition is inverted', 'Expired sessions are accepted and valid ones refused.'],
    ['Negation is the wrong way round', 'The check returns true for sessions that have expired.'],
    ['isValid returns the opposite', 'The comparison is flipped: it lets expired sessions in.'],
    ['Reversed comparison accepts expired sessions', 'The sign of the comparison is backward.'],
  ),
  fault(
    'security',
    ['Any user can delete any order', 'The order is deleted without a check that it belongs to the caller.'],
    ['Missing authorization check', 'Nothing compares the owner with the current user before the deletion.'],
    [
      'No ownership check on delete',
      'The access control is missing: another tenant’s order can be removed by its id.',
    ],
    ['IDOR: the id is trusted', 'The handler checks no permission; a guessed id deletes a foreign order.'],
  ),
  fault(
    'reliability',
    [
      'A retry charges the card twice',
      'The call is repeated after a timeout although the first one may have gone through; there is no idempotency key.',
    ],
    ['Retries are not idempotent', 'A duplicate payment is made when the answer is lost.'],
    ['Double charge on retry', 'Repeating the POST without a key performs the effect again.'],
    [
      'Add an idempotency key',
      'When the response is lost, the retry books the payment a second time: charged twice.',
    ],
  ),
  fault(
    'reliability',
    ['The error is swallowed', 'The catch block is empty, so a failed save is reported as success.'],
    ['Empty catch hides failures', 'Exceptions are silently ignored and data is lost without notice.'],
    ['Failure of the save is ignored', 'Nothing is logged or rethrown: errors vanish.'],
    [
      'Do not swallow the exception',
      'The caller never learns that saving failed, since the catch discards the error.',
    ],
  ),
  fault(
    'correctness',
    ['Numbers are sorted as text', 'sort without a comparator puts 10 before 9.'],
    ['Default sort is lexicographic', 'The array of numbers is ordered as strings, so 100 comes before 20.'],
    ['Missing comparator', 'Array.sort compares strings; numeric order needs (a, b) => a - b.'],
    ['Wrong sort order for numbers', 'Values are compared lexicographically.'],
  ),
  fault(
    'performance',
    [
      'A query is made for each row',
      'For a thousand orders this is a thousand round trips; load them in one batch.',
    ],
    ['N+1 queries', 'The loop asks the database once per order instead of once in all.'],
    ['Batch the lookups', 'Querying inside the loop makes this slow: one round trip an item.'],
    [
      'Database is called in a loop',
      'Performance degrades linearly with the number of orders; fetch them in a single query.',
    ],
  ),
  fault(
    'correctness',
    ['Zero is replaced by the default', '|| treats 0 as missing, so a discount of 0 becomes 10.'],
    ['Use ?? instead of ||', 'A falsy but valid value such as 0 falls back to the default.'],
    ['Falsy zero falls back', 'The default also replaces 0, which is a legal value.'],
    ['A discount of zero is ignored', 'The or operator takes the fallback for 0, not only for undefined.'],
  ),
  fault(
    'tests',
    ['The test cannot fail', 'The assertion is inside a callback that is never called.'],
    [
      'Assertion never runs',
      'expect stands in a handler that the mock does not invoke, so the test passes vacuously.',
    ],
    ['Test asserts nothing', 'Without expect.assertions the test is green even when the event never fires.'],
    ['Vacuous test', 'The expectation is not reached; the test proves nothing.'],
  ),
  fault(
    'docs',
    [
      'The comment describes the old behaviour',
      'It still says that null is returned, but the function throws now.',
    ],
    ['Stale docstring', 'The documentation promises null for unknown ids; the code raises.'],
    ['Documentation is now wrong', 'The doc comment was not updated: it documents the former return value.'],
    ['Update the comment', 'What the comment says about unknown ids is no longer true.'],
  ),
  fault(
    'correctness',
    ['The shared default list is changed', 'The function sorts the array of the caller in place.'],
    ['Input array is mutated', 'sort works in place, so the list of the caller is modified; copy it first.'],
    ['Side effect on the argument', 'The caller’s array changes its order, since no copy is made.'],
    ['Copy before sorting', 'Mutating the shared array alters what others hold a reference to.'],
  ),
  fault(
    'security',
    [
      'HTML from the user is shown unescaped',
      'A comment with a script tag runs in the browser of every reader.',
    ],
    ['Stored XSS', 'The comment is put into innerHTML without sanitizing it.'],
    ['Escape the comment', 'User markup is rendered as HTML, so scripts are executed.'],
    ['Cross-site scripting through comments', 'Unsanitised text reaches the DOM as markup.'],
  ),
  fault(
    'security',
    ['The token is made with Math.random', 'Its values can be predicted, so reset links can be guessed.'],
    ['Predictable reset tokens', 'A weak generator is used for a secret; take crypto.randomBytes.'],
    ['Insecure randomness', 'Math.random is not cryptographic: an attacker guesses the next token.'],
    ['Weak random source for a credential', 'The entropy is too low and the sequence predictable.'],
  ),
  fault(
    'reliability',
    ['Half of the transfer can be committed', 'If the second update fails, the first is not rolled back.'],
    ['No transaction around the two updates', 'A crash in between leaves the accounts inconsistent.'],
    ['Partial write without rollback', 'The debit is kept though the credit failed; use a transaction.'],
    [
      'Updates are not made together',
      'An error after the first statement leaves a half-done transfer committed.',
    ],
  ),
];
