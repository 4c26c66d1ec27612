"""How well figures rank what came true: forecasts, scores and policies are measured alike."""


def get_mean(values):
    """:return: the mean; None of nothing"""
    return sum(values) / len(values) if values else None


def get_auc(scores, outcomes):
    """:return: how likely a true one has a higher score than a false one; None when all are alike. Ties count half"""
    trues = sum(outcomes)
    falses = len(outcomes) - trues
    if not trues or not falses:
        return None
    pairs = sorted(zip(scores, outcomes, strict=True))
    ranks, at = 0.0, 0
    while at < len(pairs):
        end = at
        while end < len(pairs) and pairs[end][0] == pairs[at][0]:
            end += 1
        ranks += (at + end + 1) / 2 * sum(outcome for _score, outcome in pairs[at:end])
        at = end
    return (ranks - trues * (trues + 1) / 2) / (trues * falses)
