"""佐证: photographs and papers, kept once by the hash of their content, sealed at rest."""
