"""The parts of the story, one module with one `run(story)` each, in the order of PARTS."""
