  def convolution_in_form(self: __torch__.CLASS, input: Tensor, weight: Tensor, bias: Tensor, form: int, stride: int, padding: int, dilation: int, groups: int) -> Tensor:
    if torch.eq(form, 0):
      result = torch.conv2d(input, weight, bias, [1, stride], [0, padding], [1, (self).apart(weight, dilation)], groups)
    elif torch.eq(form, 1):
      x = torch.contiguous(input, memory_format=2)
      w = torch.contiguous(weight, memory_format=2)
      result = torch.conv2d(x, w, bias, [1, stride], [0, padding], [1, (self).apart(weight, dilation)], groups)
    elif torch.eq(form, 2):
      inputs = (self).missing(torch.size(input, 1))
      outputs = (self).missing(torch.size(weight, 0))
      x = torch.contiguous(torch.constant_pad_nd(input, [0, 0, 0, 0, 0, inputs]), memory_format=2)
      w = torch.contiguous(torch.constant_pad_nd(weight, [0, 0, 0, 0, 0, inputs, 0, outputs]), memory_format=2)
      b = torch.constant_pad_nd(bias, [0, outputs])
      wide = torch.conv2d(x, w, b, [1, stride], [0, padding], [1, (self).apart(weight, dilation)], groups)
      result = torch.slice(wide, 1, 0, torch.size(weight, 0))
    else:
      result = (self).product(input, weight, bias, stride, padding, dilation, groups)
    return result
  def apart(self: __torch__.CLASS, weight: Tensor, dilation: int) -> int:
    if torch.eq(torch.size(weight, 3), 1):
      result = 2
    else:
      result = dilation
    return result
  def missing(self: __torch__.CLASS, channels: int) -> int:
    return torch.remainder(torch.neg(channels), 32)
  def product(self: __torch__.CLASS, input: Tensor, weight: Tensor, bias: Tensor, stride: int, padding: int, dilation: int, groups: int) -> Tensor:
    samples = torch.permute(input, [0, 2, 3, 1])
    if torch.gt(padding, 0):
      padded = torch.constant_pad_nd(samples, [0, 0, padding, padding])
    else:
      padded = samples
    span = torch.add(torch.mul(torch.sub(torch.size(weight, 3), 1), dilation), 1)
    taps = torch.slice(torch.unfold(padded, 2, span, stride), 4, 0, None, dilation)
    b = torch.size(taps, 0)
    h = torch.size(taps, 1)
    t = torch.size(taps, 2)
    if torch.eq(groups, 1):
      rows = torch.linear(torch.reshape(taps, [b, h, t, -1]), torch.reshape(weight, [torch.size(weight, 0), -1]), bias)
    else:
      columns = torch.transpose(torch.reshape(taps, [b, h, t, groups, -1]), 2, 3)
      kernels = torch.transpose(torch.reshape(weight, [groups, torch.floordiv(torch.size(weight, 0), groups), -1]), 1, 2)
      sums = torch.transpose(torch.matmul(columns, kernels), 2, 3)
      rows = torch.add(torch.reshape(sums, [b, h, t, -1]), bias)
    return torch.permute(rows, [0, 3, 1, 2])
