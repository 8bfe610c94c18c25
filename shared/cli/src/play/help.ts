/** The rules of `workbook play`, for those who ask: paragraphs are to be wrapped. */
export const rules = `You are the scheduler: the clients stand still, and you say who goes.

Each line below the timeline is one client, with the operation that it is about to do. Press its letter, and the operation is done, on the real storage of this step. What it read or wrote is shown, and the client stands before its next operation. A client that waits for a lock cannot be let go.

You win when the end breaks the promise: money lost, a balance read that is out of date, a request refused for no reason, a deadlock. Where the race cannot happen, no order breaks it, and that is what there is to see.

A  B  C   let this client go
A-        its instance crashes before the operation
A+        … after the operation, and the reply is lost
A%        … in the middle of a write
A~        it is paused until no other client can go on
A:        the operation is done, and its reply comes later, as A's next move
A^        Redis is away, from this operation on
A_        another Redis takes over before it, and knows none of the keys
          (on a terminal: press the sign, and then the letter)
v         after a deadlock: PostgreSQL cancels another one of its clients
u         undo the last move
r         restart
g         give up: the shortest order that breaks it, if there is one
q         quit`;
