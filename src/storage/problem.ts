/** What is wrong with `path`, before anything is sent: every problem names the input and says what to do. */
export class PlanProblem extends Error {
  override readonly name = 'PlanProblem'
  readonly problems: readonly string[]

  constructor(problems: readonly string[]) {
    super(problems.join('; '))
    this.problems = problems
  }
}
