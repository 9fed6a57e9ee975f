/** The words of the guided tour. */
export const tour = {
  "tour.start": "Guided tour",
  "tour.resume": "Go on with the tour, card {n} of {of}",
  "tour.place": "{n} of {of}: {title}",
  "tour.back": "Back",
  "tour.next": "Next card",
  "tour.skip": "Skip",
  "tour.finish": "End the tour",
  "tour.find": "Show me where",
  "tour.leave": "Leave the tour",

  "tour.same": "The same start",
  "tour.same.text":
    "Generator and decoder are one network with the same first weights, and both get the same codes z. So before the first step the two pictures are equal, dot by dot. What differs from now on is the teacher: a critic on the left, a likelihood on the right.",
  "tour.same.task": "Press Play and watch the two pictures.",
  "tour.same.done": "They have parted: one network, one z, two teachers.",

  "tour.field": "What the critic says",
  "tour.field.text":
    "The stronger the field, the surer the critic that a point there is real. The generator never sees the field. All it is told is in which direction to move each of its samples, so that the critic believes it more.",
  "tour.field.task": "Under “What is shown”, tick “where G is told to go”.",
  "tour.field.done":
    "Each arrow is a gradient at one sample. The generator learns from these arrows and from nothing else.",

  "tour.critic": "Only the critic learns",
  "tour.critic.text":
    "Hold one player still to see what the other does. Without an answer from the generator the critic has all the time it wants to tell samples from data.",
  "tour.critic.task": "Under “Who learns”, choose “D only”, and let it run.",
  "tour.critic.done":
    "The samples stand still, and only the field changes. The VAE waits, too.",

  "tour.answer": "Only the generator learns",
  "tour.answer.text":
    "Now the critic stands still. It was only ever taught where there were points. The generator may follow the arrows as far as they lead, and nobody says that a place has been found out.",
  "tour.answer.task": "Under “Who learns”, choose “G only”, and let it run.",
  "tour.answer.done":
    "The samples have gone where this one critic believes most, not where the data are. The critic's next answer is what reins the generator in; so the two take turns.",

  "tour.strong": "A critic without reins",
  "tour.strong.text":
    "A critic needs reins as well. The Wasserstein loss asks for one that is not too steep; in this story nothing holds it back, and it learns twice for each step of the generator.",
  "tour.strong.task": "Press the story “A critic without reins”.",
  "tour.strong.done":
    "No more than half of the eight clusters are left. Watch the chart of modes for a while: do the others come back?",

  "tour.cure": "The cure",
  "tour.cure.text":
    "R1 adds the squared slope of the critic at the data to its loss. Loss, rates and seed stay as they were.",
  "tour.cure.task": "Press “Cure: R1, a penalty on its slope”.",
  "tour.cure.done":
    "At least seven clusters of eight. Same loss, same rates; only that a steep critic now costs something.",

  "tour.threads": "What the VAE learns",
  "tour.threads.text":
    "A VAE has no critic. The encoder gives each point of the data a code, and from that code the decoder must give the point back.",
  "tour.threads.task": "Under “What is shown”, tick “each x and its reconstruction”.",
  "tour.threads.done":
    "A thread joins each point to its reconstruction. Short threads say that the codes of the data decode well. Of other codes they say nothing.",

  "tour.hole": "The prior's hole",
  "tour.hole.text":
    "Look below right. The small ellipses are the posteriors, where the codes of the data lie. The dashed circles are the prior N(0, I), from which the codes of new samples are drawn. The two should agree.",
  "tour.hole.task": "Press the story “The prior's hole”.",
  "tour.hole.done":
    "Codes from the prior fall between the posteriors, where the decoder was never taught. Fewer than a third of the samples are on a cluster.",

  "tour.repair": "The repair",
  "tour.repair.text":
    "Perhaps the decoder needs no repair, and its codes are only drawn from the wrong place.",
  "tour.repair.task": "Press “Repair: draw from a fitted prior”.",
  "tour.repair.done":
    "More than half of the samples are on a cluster now. No weight was changed for it: a mixture was fitted to the codes of the data, and codes are drawn from there.",

  "tour.sheet": "Where the map tears, where it averages",
  "tour.sheet.text":
    "Both networks bend one sheet of codes onto the data. A sheet can be stretched across a gap, but not cut.",
  "tour.sheet.task": "Under “What is shown”, tick “the map z → x as a mesh”.",
  "tour.sheet.done":
    "Dashed threads are stretched most: there neighbouring codes land far apart. Where whole threads cross a gap, the map gives averages of what lies on both sides. Compare the two pictures.",
} as const;
