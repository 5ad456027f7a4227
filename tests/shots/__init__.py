
NEWCOMER = "凌阿初"   # of whom nothing but her name is known
