from . import test_netting, test_netting_rights, test_tools_set_off, test_variants_netting
