"""Official forms as DOCX: Mẫu số 01 is laid out here, others are templates of the deployer."""
